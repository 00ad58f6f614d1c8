/** The app's windows: made so that what runs in them is only a page. */
import type { BrowserWindow, BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import type { Theme } from '../common/protocol/settings.ts';
import { MINIMUM, type PossiblePlace } from './window-place.ts';

/** The page's --bg (src-renderer/style/tokens.css): what shows before the page is drawn. */
const BACKGROUND = { light: '#f4f6f8', dark: '#10151c', projector: '#ffffff' };

/** What Electron's nativeTheme.themeSource should be: menus and dialogs follow it. */
export function nativeThemeFor(theme: Theme): 'system' | 'light' | 'dark' {
  return theme === 'projector' ? 'light' : theme;
}

export function backgroundFor(theme: Theme, systemIsDark: boolean): string {
  return BACKGROUND[theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme];
}

/** What suits a laptop's screen beside other windows. */
const NOTES_SIZE = { width: 760, height: 820, minWidth: 360, minHeight: 300 };

export interface WindowLooks {
  place: PossiblePlace;
  background: string;
  icon: string;
  preload: string;
}

const CONFINED: WebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  // Chromium would fetch dictionaries from the internet.
  spellcheck: false,
};

export function windowOptions({ place, background, icon, preload }: WindowLooks): BrowserWindowConstructorOptions {
  const { maximized: _maximized, ...bounds } = place;
  return {
    ...bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    backgroundColor: background,
    icon,
    title: 'TCP Lab',
    show: false,
    webPreferences: { ...CONFINED, preload },
  };
}

/** The instructor's notes: no bridge to the host, since the page tells them all that they show. */
export function notesOptions({
  background,
  icon,
}: Pick<WindowLooks, 'background' | 'icon'>): BrowserWindowConstructorOptions {
  return {
    ...NOTES_SIZE,
    backgroundColor: background,
    icon,
    title: 'TCP Lab',
    show: false,
    autoHideMenuBar: true,
    webPreferences: CONFINED,
  };
}

/** Shows the window at its first picture, so that nobody sees it empty. */
export function showWhenDrawn(window: BrowserWindow, maximized: boolean): void {
  window.once('ready-to-show', () => (maximized ? window.maximize() : window.show()));
}

/** Brings the window forward for somebody who started the app a second time. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
