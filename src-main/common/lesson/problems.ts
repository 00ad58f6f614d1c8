import { inEnglish, type Telling, type Told } from '../text/telling.ts';
import type { Problem } from './lesson.ts';

/** A file of garbage can have one problem per character; nobody reads more than these. */
const MOST = 100;

/** Collects what is wrong, by offset in the text; lines and columns are worked out when it is asked for. */
export class Problems {
  readonly #text: string;
  readonly #found: { offset: number; message: string; told: Problem['told'] }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Said once: the steps are walked twice, see checkReach. */
  add(offset: number, what: Telling, hint: Told = ''): void {
    if (this.#found.length >= MOST) return;
    const message = inEnglish(what);
    if (this.#found.some((p) => p.offset === offset && p.message === message)) return;
    this.#found.push({ offset, message, told: { message: what, hint } });
  }

  get count(): number {
    return this.#found.length;
  }

  list(): Problem[] {
    const sorted = [...this.#found].sort((a, b) => a.offset - b.offset);
    let line = 1;
    let lineStart = 0;
    return sorted.map(({ offset, message, told }) => {
      for (;;) {
        const end = this.#text.indexOf('\n', lineStart);
        if (end === -1 || end >= offset) break;
        lineStart = end + 1;
        line += 1;
      }
      return { line, column: offset - lineStart + 1, message, hint: inEnglish(told.hint), told };
    });
  }
}

/** A piece of the file as a message may show it: short, on one line, and with nothing a terminal would obey. */
export function quoted(piece: string): string {
  return JSON.stringify(piece.length > 40 ? `${piece.slice(0, 39)}…` : piece);
}
