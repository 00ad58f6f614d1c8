/** Who may have the page: whoever brings the one-time token, once, and from then on the browser that it was brought with. */
import { randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;

export class Visitors {
  readonly token = secret();
  /** A browser sends its cookies to every port of a host, so each server needs a name of its own. */
  readonly #cookieName: string;
  readonly #session = secret();
  #isTaken = false;

  constructor(port: number) {
    this.#cookieName = `tcp-lab-${port}`;
  }

  /** The Set-Cookie for whoever brings the token; undefined from the second time on. */
  admit(token: string): string | undefined {
    if (this.#isTaken || !isSame(token, this.token)) return undefined;
    this.#isTaken = true;
    return `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** By the Cookie header (RFC 6265 4.2.1). */
  knows(cookies: string | undefined): boolean {
    const pairs = (cookies ?? '').split(';').map((pair) => pair.trim());
    const prefix = `${this.#cookieName}=`;
    return pairs.some((pair) => pair.startsWith(prefix) && isSame(pair.slice(prefix.length), this.#session));
  }
}

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** In a time that tells nothing of where they differ. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
