/** What a browser gets: the page's files, for visitors who may have them, under rules that keep the page to itself. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '../host/app/page-rules.ts';
import type { Say } from '../host/words.ts';
import { ADDRESS, type Loopback } from './loopback.ts';
import type { PageFiles } from './page-files.ts';
import type { Visitors } from './visitors.ts';

export interface HttpFaceParts {
  port: number;
  loopback: Loopback;
  visitors: Visitors;
  files: PageFiles;
  say: Say;
}

export class HttpFace {
  readonly #parts: HttpFaceParts;
  readonly #rules: Record<string, string>;

  constructor(parts: HttpFaceParts) {
    this.#parts = parts;
    this.#rules = pageRules(parts.port);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(this.#rules)) response.setHeader(name, value);
    const { loopback, visitors, say } = this.#parts;
    if (!loopback.isAddressed(request.headers)) return refuse(response, 403, say('serve.wrong-host'));
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, say('serve.only-reading'));
    }
    const { pathname, searchParams } = urlOf(request);
    const token = searchParams.get('token');
    if (pathname === '/' && token !== null) return this.#trade(token, request, response);
    if (!visitors.knows(request.headers.cookie)) return refuse(response, 403, say('serve.forbidden'));
    const file = await this.#parts.files.read(pathname);
    if (file === undefined) return refuse(response, 404, say('serve.not-found'));
    response.setHeader('Content-Type', file.type);
    response.setHeader('Cache-Control', file.isImmutable ? 'private, max-age=31536000, immutable' : 'no-store');
    response.end(file.body);
  }

  /** The token for a cookie, and the address without it, so that a reload works and the token stays in no history. */
  #trade(token: string, { headers }: IncomingMessage, response: ServerResponse): void {
    const { visitors, say } = this.#parts;
    const cookie = visitors.admit(token);
    if (cookie !== undefined) response.setHeader('Set-Cookie', cookie);
    else if (!visitors.knows(headers.cookie)) return refuse(response, 403, say('serve.token-used'));
    response.setHeader('Cache-Control', 'no-store');
    // To where a redirect leads from another site's link, a browser brings no strict cookie (RFC 6265bis 5.2); to
    // where our own answer leads, it does.
    if (headers['sec-fetch-site'] === 'cross-site') response.writeHead(200, { Refresh: '0; url=/' });
    else response.writeHead(303, { Location: '/' });
    response.end();
  }
}

/** Joined, not resolved: `//x` would be another host's address. What is no path is that of a file that does not exist. */
function urlOf({ url = '' }: IncomingMessage): URL {
  const text = `http://${ADDRESS}${url}`;
  return new URL(url.startsWith('/') && URL.canParse(text) ? text : `http://${ADDRESS}/no-path`);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${sentence}\n`);
}

/** The WebSocket is named for browsers in which 'self' is http alone (CSP Level 2). */
function pageRules(port: number): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(`'self' ws://${ADDRESS}:${port} ws://localhost:${port}`),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
