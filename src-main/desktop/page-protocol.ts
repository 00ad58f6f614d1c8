/** app://lab/: the built page, from its folder and from nowhere else, with rules that let it load nothing but itself. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CustomScheme } from 'electron';
import { contentSecurityPolicy, mediaType } from '../host/app/page-rules.ts';

const SCHEME = 'app';
const HOST = 'lab';

export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;
/** The instructor's notes. What stands behind the # says which page they follow. */
const NOTES_URL = /^app:\/\/lab\/notes\.html#[0-9a-z]{1,20}$/;

/** Has to be said before the app is ready. `corsEnabled`: scripts that are modules are fetched in CORS mode. */
export const PAGE_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, corsEnabled: true, codeCache: true },
};

/** All that the page needs from its host comes through the preload script. */
const CONTENT_SECURITY_POLICY = contentSecurityPolicy("'none'");

export function isPageUrl(text: string): boolean {
  const url = parsed(text);
  return url?.protocol === `${SCHEME}:` && url.host === HOST;
}

export const isNotesUrl = (text: string): boolean => NOTES_URL.test(text);

/** What `protocol.handle` calls for each request of the page. */
export function serveFolder(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const file = fileOf(request, folder);
    if (file === undefined) return refusal(403);
    try {
      return new Response(await readFile(file), { headers: headersFor(file) });
    } catch {
      return refusal(404);
    }
  };
}

/** The file that is asked for; undefined for anything but a GET of something in the folder. */
function fileOf({ method, url: text }: Request, folder: string): string | undefined {
  const url = parsed(text);
  if (method !== 'GET' || url === undefined || !isPageUrl(text)) return undefined;
  try {
    // The URL has lost its '..' already, but not those that were written as %2e or %2f.
    const file = path.join(folder, decodeURIComponent(url.pathname));
    return file.startsWith(folder + path.sep) && !file.includes('\0') ? file : undefined;
  } catch {
    return undefined;
  }
}

const headersFor = (file: string): Record<string, string> => ({
  'Content-Type': mediaType(file),
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
});

function refusal(status: 403 | 404): Response {
  return new Response(null, { status, headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY } });
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
