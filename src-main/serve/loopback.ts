/** This PC and nobody else: the names under which a request may come, against DNS rebinding and against other sites' pages. */
import type { IncomingHttpHeaders } from 'node:http';

export const ADDRESS = '127.0.0.1';

export class Loopback {
  readonly #hosts: readonly string[];

  constructor(port: number) {
    this.#hosts = [`${ADDRESS}:${port}`, `localhost:${port}`];
  }

  /** A name of somebody else's that was made to point here keeps standing in the Host header. */
  isAddressed({ host }: IncomingHttpHeaders): boolean {
    return host !== undefined && this.#hosts.includes(host);
  }

  /** Browsers let any page open a WebSocket anywhere, and say with it whose page it is (RFC 6455 10.2). */
  isOwnPage(headers: IncomingHttpHeaders): boolean {
    return this.isAddressed(headers) && headers.origin === `http://${headers.host}`;
  }
}
