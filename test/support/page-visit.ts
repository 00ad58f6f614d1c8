/** A visit to a page server: plain HTTP requests in which every header can be wrong, and WebSockets. */
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import type { FromHost } from '../../src-main/common/protocol/app.ts';
import type { AppHost } from '../../src-main/host/app/app-host.ts';
import type { Page, PageLine } from '../../src-main/host/app/app-parts.ts';
import { AppPage } from './app-page.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** `path` goes out as it stands, also when no browser would send it. */
export async function visit(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const asked = request({ hostname, port, path, method, headers, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

/** Trades the token in the URL for a cookie. */
export async function cookieFor(url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const { headers } = await visit(origin, pathname + search);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** Resolves with the open socket, or the HTTP status of its refusal. */
export async function openSocket(
  origin: string,
  headers: Record<string, string>,
  path = '/socket',
): Promise<WebSocket | number> {
  const socket = new WebSocket(`${origin.replace('http:', 'ws:')}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.once('error', reject);
  });
}

/** The page of AppPage at the other end of a WebSocket. */
export async function visitingPage(url: string): Promise<{ page: AppPage; socket: WebSocket }> {
  const { origin } = new URL(url);
  const socket = await openSocket(origin, { origin, cookie: await cookieFor(url) });
  if (typeof socket === 'number') throw new Error(`the socket was refused: ${socket}`);
  const connect = (page: Page): PageLine => {
    socket.on('message', (data: Buffer) => void page.send(JSON.parse(data.toString('utf8')) as FromHost));
    return { receive: (message) => socket.send(JSON.stringify(message)), disconnect: () => socket.close() };
  };
  return { page: new AppPage({ connect } satisfies Pick<AppHost, 'connect'>), socket };
}
