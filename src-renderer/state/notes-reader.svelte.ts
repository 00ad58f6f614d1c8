/** The other end of the line: what the page has told last, and what the instructor asks of it. */
import { NotesLine, type FromNotes, type Noted, type ToNotes } from './notes-line.ts';
import { words } from './words.svelte.ts';

/** A page that is loaded anew is back sooner, ms. */
const PATIENCE = 5000;
const TICK = 1000;

export class NotesReader {
  readonly #line: NotesLine<FromNotes, ToNotes>;
  #noted = $state.raw<Noted | null>(null);
  #isGone = $state(false);
  #now = $state(Date.now());
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor(page: string) {
    this.#line = new NotesLine(page, { kind: 'closed' }, (heard) => this.#hear(heard));
    this.#line.say({ kind: 'hello' });
    setInterval(() => (this.#now = Date.now()), TICK);
  }

  /** Null until the page has answered. */
  get noted(): Noted | null {
    return this.#noted;
  }

  /** Whether the page was closed, or is being loaded anew. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Whole seconds that the lesson has taken. */
  get passed(): number {
    const { passed = 0, since = null } = this.#noted?.lesson ?? {};
    return since === null ? passed : Math.max(0, Math.floor((this.#now - since) / 1000));
  }

  turn(by: -1 | 1): void {
    this.#line.say({ kind: 'turn', by });
  }

  answer(question: number, choice: string): void {
    this.#line.say({ kind: 'answer', question, choice });
  }

  #hear(heard: ToNotes): void {
    this.#isGone = heard.kind === 'gone';
    clearTimeout(this.#leaving);
    switch (heard.kind) {
      case 'here':
        return this.#line.say({ kind: 'hello' });
      case 'noted':
        words.language = heard.noted.language;
        this.#noted = heard.noted;
        this.#now = Date.now();
        return;
      case 'gone':
        // Notes on nothing would keep the browser open after the app's own window.
        this.#leaving = setTimeout(() => close(), PATIENCE);
    }
  }
}
