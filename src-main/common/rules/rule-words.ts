/**
 * Reads the sentence of a rule word by word, case aside. The first word that does not fit is the problem; every later
 * read answers with a stand-in, so that readers need no error path of their own.
 */
import { quoted } from '../lesson/problems.ts';
import { nearest } from '../text/nearest.ts';
import { inEnglish, told, type Telling, type Told } from '../text/telling.ts';
import { ORDINAL_WORDS, ordinalValue } from './ordinals.ts';

export interface SentenceProblem {
  /** From 1, in UTF-16 units. */
  column: number;
  /** What is wrong and what to do, in English; and the same for who speaks another language. */
  message: string;
  hint: string;
  told: { message: Telling; hint: Telling };
}

interface Word {
  /** In lower case, with a straight apostrophe. */
  text: string;
  shown: string;
  offset: number;
}

const WORDS = /,|[^\s,]+/g;

/** As many segments as a rule can count (protocol/wire-control.ts). */
const MOST = 1_000_000;

export class RuleWords {
  /** A sentence that is right, for the hint of a problem that needs one. */
  example: string;
  readonly #words: readonly Word[];
  readonly #end: number;
  #at = 0;
  #problem: SentenceProblem | undefined;
  /** What was looked for at the present word: for the list in a hint, and for what a mistyped word could mean. */
  #expected: { what: Telling | undefined; words: readonly string[] }[] = [];

  constructor(sentence: string, example: string) {
    const trimmed = sentence.trimEnd();
    const text = trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed;
    this.#words = [...text.matchAll(WORDS)].map(({ 0: shown, index }) => ({
      text: shown.toLowerCase().replaceAll('’', "'"),
      shown,
      offset: index,
    }));
    this.#end = text.length;
    this.example = example;
  }

  get problem(): SentenceProblem | undefined {
    return this.#problem;
  }

  /** Where the next word starts. */
  get offset(): number {
    return this.#words[this.#at]?.offset ?? this.#end;
  }

  /** The next word, or one after it, in lower case; '' where there is none. */
  peek(ahead = 0): string {
    return this.#problem === undefined ? (this.#words[this.#at + ahead]?.text ?? '') : '';
  }

  skip(): void {
    if (this.#problem !== undefined) return;
    this.#at += 1;
    this.#expected.length = 0;
  }

  /** Notes what could stand here, for the hint of a problem. */
  expects(what: Telling, words: readonly string[] = []): void {
    this.#expected.push({ what, words });
  }

  /** Takes the next word if it is one of these, in lower case, which mean the same. */
  takes(...words: [string, ...string[]]): boolean {
    this.#expected.push({ what: undefined, words });
    return this.passes(...words);
  }

  /** The same for a word that says nothing, so that no hint names it. */
  passes(...words: string[]): boolean {
    if (!words.includes(this.peek())) return false;
    this.skip();
    return true;
  }

  /** Needs one of these words next, which mean the same. */
  needs(...words: [string, ...string[]]): void {
    if (!this.takes(...words)) this.fail(`"${words[0]}"`);
  }

  /** Needs one of these words, each with a meaning of its own. */
  oneOf<T extends string>(what: Told, choices: readonly [T, ...T[]]): T {
    const choice = choices.find((word) => this.takes(word));
    if (choice === undefined) this.fail(what);
    return choice ?? choices[0];
  }

  get startsWithDigit(): boolean {
    return /^\d/.test(this.peek());
  }

  /** Needs a whole number within bounds. */
  integer(what: Told, least: number, most: number): number {
    const word = this.peek();
    const value = /^\d{1,10}$/.test(word) ? Number(word) : NaN;
    if (!(value >= least && value <= most)) {
      this.fail(what, told('hint.number', { least, most }));
      return least;
    }
    this.skip();
    return value;
  }

  /** Needs a number of segments or times. */
  count(what: Told): number {
    return this.integer(what, 1, MOST);
  }

  /** Takes `2nd` or `second`, as 2. */
  takesOrdinal(): number | undefined {
    this.expects(told('what.ordinal-such-as'), ORDINAL_WORDS);
    const value = ordinalValue(this.peek());
    if (value === undefined) return undefined;
    if (!(value >= 1 && value <= MOST)) this.fail(told('what.ordinal'), told('hint.ordinal', { most: MOST }));
    this.skip();
    return value;
  }

  end(): void {
    if (this.peek() !== '') this.fail();
  }

  /** The next word does not fit. Its hint says what would, unless another is given. */
  fail(what?: Told, hint?: Telling): void {
    const word = this.#words[this.#at];
    const found = word === undefined ? '' : quoted(word.shown);
    const message =
      what === undefined
        ? told('problem.unfit', { found })
        : told(word === undefined ? 'problem.needed-end' : 'problem.needed', { found, what });
    this.refuse(this.offset, message, hint ?? this.#hint(word?.text ?? '', what));
  }

  refuse(offset: number, message: Telling, hint: Telling): void {
    this.#problem ??= {
      column: offset + 1,
      message: inEnglish(message),
      hint: inEnglish(hint),
      told: { message, hint },
    };
  }

  #hint(typed: string, what: Told | undefined): Telling {
    const known = this.#expected.flatMap(({ words }) => words);
    // A single letter or a comma is near to everything, and a long word to nothing.
    const near = typed.length > 1 && typed.length < 30 ? nearest(typed, known) : undefined;
    const meant = near === undefined ? undefined : told('hint.meant', { word: near });
    const choices = this.#expected.map(({ what: name, words }) => name ?? `"${words[0]}"`);
    const list = [...new Map(choices.map((choice) => [inEnglish(choice), choice])).values()];
    // What the message has said already is not said again.
    if (list.length < 2 || (what !== undefined && inEnglish(list) === inEnglish(what)))
      return meant ?? told('hint.example', { example: this.example });
    const possible = told('hint.possible', { list });
    return meant ? told('problem.both', { first: meant, second: possible }) : possible;
  }
}
