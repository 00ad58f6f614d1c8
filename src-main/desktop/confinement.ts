/**
 * What the page cannot do, whatever gets into it: leave app://lab/, open windows, reach a network, ask for devices.
 * Electron's own security checklist, items 4, 5, 12, 13 and 14 (electronjs.org/docs/latest/tutorial/security).
 */
import type { Session, WebContents } from 'electron';
import { isNotesUrl, isPageUrl, PAGE_ORIGIN } from './page-protocol.ts';

/** Copying a line to be typed, when the person asks for it. Reading what others copied stays refused. */
const COPYING = 'clipboard-sanitized-write';

/** Data that the page hands to the person, never a program. */
const SAVED = /\.(csv|json|ndjson\.gz)$/;

export function confineSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === COPYING));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPYING);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }));
  // Electron asks the person where to save what is let through.
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL()) || !SAVED.test(item.getFilename())) event.preventDefault();
  });
}

/** The tools for developers are a page of Chromium's own; the menu of a packaged app does not offer them. */
const mayLoad = (url: string): boolean => isPageUrl(url) || isOwnBlob(url) || url.startsWith('devtools://');

/** What the page has made itself, in its memory. */
const isOwnBlob = (url: string): boolean => url.startsWith(`blob:${PAGE_ORIGIN}/`);

/** `openNotes`: what becomes of the one window that is asked for by its known address; the page gets no hold on it. */
export function confineContents(contents: WebContents, openNotes: (url: string) => void): void {
  // Only what the page starts comes here; loading our own page by loadURL and reload does not.
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isNotesUrl(url)) openNotes(url);
    return { action: 'deny' };
  });
}
