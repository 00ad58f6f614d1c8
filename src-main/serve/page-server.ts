/** One HTTP server on the loopback interface: the page, and a WebSocket to the host behind it. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LabError } from '../common/protocol/errors.ts';
import type { AppHost } from '../host/app/app-host.ts';
import type { Say } from '../host/words.ts';
import { HttpFace } from './http-face.ts';
import { ADDRESS, Loopback } from './loopback.ts';
import { PageFiles } from './page-files.ts';
import { connectSocket } from './socket-page.ts';
import { Visitors } from './visitors.ts';

const SOCKET_PATH = '/socket';
/** A megabyte of terminal input, each character escaped, is the longest message that there is. */
const MAX_MESSAGE_BYTES = 8 << 20;

export interface PageServerParts {
  /** 0 = any that is free. */
  port: number;
  pageFolder: string;
  host: Pick<AppHost, 'connect'>;
  say: Say;
}

export class PageServer {
  /** Good for one visit. */
  readonly url: string;
  readonly #server: Server;
  readonly #closed: Promise<unknown>;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  readonly #loopback: Loopback;
  readonly #visitors: Visitors;
  readonly #host: Pick<AppHost, 'connect'>;

  private constructor(server: Server, files: PageFiles, { host, say }: PageServerParts) {
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.#closed = new Promise((resolve) => server.once('close', resolve));
    // A visit that could not be accepted (EMFILE) is its visitor's loss only.
    server.on('error', () => {});
    this.#host = host;
    this.#loopback = new Loopback(port);
    this.#visitors = new Visitors(port);
    this.url = `http://${ADDRESS}:${port}/?token=${this.#visitors.token}`;
    const face = new HttpFace({ port, loopback: this.#loopback, visitors: this.#visitors, files, say });
    server.on('request', (request, response) => {
      face.answer(request, response).catch(() => response.destroy());
    });
    server.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  /** Rejects with a LabError: `no-page`, `port-in-use`, `port-refused`. */
  static async open(parts: PageServerParts): Promise<PageServer> {
    const files = new PageFiles(parts.pageFolder);
    const server = createServer();
    try {
      server.listen(parts.port, ADDRESS);
      await once(server, 'listening');
    } catch (error) {
      throw portError(parts.port, error as NodeJS.ErrnoException);
    }
    return new PageServer(server, files, parts);
  }

  async close(): Promise<void> {
    this.#server.close();
    this.kill();
    await this.#closed;
  }

  /** Lets go of everybody at once. */
  kill(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { headers, url } = request;
    stream.on('error', () => stream.destroy());
    if (url !== SOCKET_PATH || !this.#loopback.isOwnPage(headers) || !this.#visitors.knows(headers.cookie)) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      connectSocket(socket, (page) => this.#host.connect(page));
    });
  }
}

function portError(port: number, { code = '', message }: NodeJS.ErrnoException): LabError {
  if (code === 'EADDRINUSE') {
    return new LabError('port-in-use', `Another program uses port ${port}.`, 'Choose another port, or none.');
  }
  return new LabError('port-refused', `Port ${port} cannot be used (${code || message}).`, 'Choose another, or none.');
}
