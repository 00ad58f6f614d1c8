/**
 * Reads a sentence of the lesson language word by word. The first word that does not fit is reported at its place;
 * every later read answers with a stand-in, so that a reader of sentences needs no error path of its own.
 */
import { isScalar } from 'yaml';
import type { Scalar } from 'yaml';
import { didYouMean } from '../../text/nearest.ts';
import { told, type Telling, type Told } from '../../text/telling.ts';
import { quoted } from '../problems.ts';
import type { Problems } from '../problems.ts';

interface Word {
  text: string;
  offset: number;
}

/** A text in double quotes, a word (with the commas inside it, as in SYN,ACK), or a comma on its own. */
const WORDS = /"[^"]*"|[^\s,]+(?:,[^\s,]+)*|,/g;

/** `client: close, or client: abort`: what stands between sentences is not part of them. */
export function asExample(sentences: string): Telling {
  const [first = '', ...others] = sentences.split(', or ');
  const example = others.reduce<Told>((all, second) => told('example.or', { first: all, second }), first);
  return told('hint.example', { example });
}

export class Sentence {
  readonly #words: Word[];
  /** As it stands in the file, and where that begins; every place in it is the beginning when it is not exact. */
  readonly text: string;
  readonly #start: number;
  readonly #isExact: boolean;
  readonly #end: number;
  readonly #problems: Problems;
  /** The hint of every problem: how such a sentence looks. */
  #example: string;
  #at = 0;
  #failed = false;

  /** @param source the whole file, so that a word's column is exact even when the sentence spans lines */
  constructor(node: Scalar, source: string, example: string, problems: Problems) {
    const [start, end] = node.range ?? [0, 0];
    const raw = source.slice(start, end);
    const inQuotes = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    // An escape or a block would shift the words: those sentences are placed at their start as a whole.
    const exact = node.type === 'PLAIN' || (inQuotes && !/\\|''/.test(raw));
    const text = exact ? (inQuotes ? raw.slice(1, -1) : raw) : String(node.value);
    const shift = exact && inQuotes ? start + 1 : start;
    this.#words = [...text.matchAll(WORDS)].map((m) => ({ text: m[0], offset: exact ? shift + m.index : start }));
    this.#end = exact ? shift + text.trimEnd().length : start;
    this.text = text;
    this.#start = shift;
    this.#isExact = exact;
    this.#problems = problems;
    this.#example = example;
  }

  /** A sentence from any node, or undefined and a problem when the node is not a text. */
  static from(
    value: unknown,
    where: number,
    source: string,
    example: string,
    problems: Problems,
  ): Sentence | undefined {
    if (isScalar(value) && typeof value.value === 'string' && value.value.trim() !== '') {
      return new Sentence(value, source, example, problems);
    }
    problems.add(where, told('sentence.needed'), asExample(example));
    return undefined;
  }

  get ok(): boolean {
    return !this.#failed;
  }

  /** Where the next word starts. */
  get offset(): number {
    return this.#words[this.#at]?.offset ?? this.#end;
  }

  /** Whether the next word is a number. */
  get hasNumber(): boolean {
    return this.isLike(/^\d+$/);
  }

  /** Whether the next word has this form. */
  isLike(form: RegExp): boolean {
    return form.test(this.#words[this.#at]?.text ?? '');
  }

  /** Whether the next word is one of these. */
  isAtOneOf(words: readonly string[]): boolean {
    return words.includes(this.#words[this.#at]?.text ?? '');
  }

  set example(example: string) {
    this.#example = example;
  }

  fail(message: Telling, hint: Told = asExample(this.#example)): void {
    if (!this.#failed) this.#problems.add(this.offset, message, hint);
    this.#failed = true;
  }

  /** What is wrong at a column of its text, from 1. */
  failAt(column: number, message: Telling, hint: Told): void {
    if (!this.#failed) this.#problems.add(this.#start + (this.#isExact ? column - 1 : 0), message, hint);
    this.#failed = true;
  }

  /** Takes the next word if it is this one. */
  takes(word: string): boolean {
    if (this.#failed || this.#words[this.#at]?.text !== word) return false;
    this.#at += 1;
    return true;
  }

  /** Whether these words come next. */
  isAt(phrase: string): boolean {
    return phrase.split(' ').every((word, i) => this.#words[this.#at + i]?.text === word);
  }

  /** Takes the next words if they are these. */
  takesAll(phrase: string): boolean {
    if (this.#failed || !this.isAt(phrase)) return false;
    this.#at += phrase.split(' ').length;
    return true;
  }

  /** Needs one of these phrases next, and answers with what it means. */
  phrase<T>(what: Told, choices: readonly (readonly [phrase: string, meaning: T])[]): T | undefined {
    const choice = choices.find(([phrase]) => this.takesAll(phrase));
    if (!choice) this.#unexpected(what, oneOf(choices.map(([phrase]) => phrase).join('; ')));
    return choice?.[1];
  }

  /** Needs these words next, one after the other. */
  words(...words: string[]): void {
    for (const word of words) if (!this.takes(word)) this.#unexpected(`"${word}"`);
  }

  /** Needs one of these words; a misspelt one gets the nearest as its hint. */
  oneOf<T extends string>(what: Told, choices: readonly [T, ...T[]]): T {
    const word = this.#words[this.#at]?.text;
    const choice = choices.find((c) => c === word);
    if (choice === undefined) {
      this.#unexpected(what, (word && didYouMean(word, choices)) || oneOf(choices.join(', ')));
      return choices[0];
    }
    if (!this.#failed) this.#at += 1;
    return choice;
  }

  /** Needs a whole number within bounds. */
  integer(what: Told, least: number, most: number): number {
    const word = this.#words[this.#at]?.text ?? '';
    const value = /^\d{1,10}$/.test(word) ? Number(word) : NaN;
    if (!(value >= least && value <= most)) {
      this.#unexpected(what, told('hint.number', { least, most }));
      return least;
    }
    if (!this.#failed) this.#at += 1;
    return value;
  }

  /** Needs a duration such as `50 ms` or `60 s`; answers in seconds. */
  seconds(): number {
    const value = this.integer(told('what.number'), 1, 100_000);
    return this.oneOf(['"ms"', '"s"'], ['ms', 's']) === 'ms' ? value / 1000 : value;
  }

  /** Needs a word of this form; `hint` says which form. */
  matching(what: Told, form: RegExp, hint: Told): string {
    const word = this.#words[this.#at]?.text ?? '';
    if (!form.test(word)) this.#unexpected(what, hint);
    else if (!this.#failed) this.#at += 1;
    return word;
  }

  /** Takes the next word if it has this form. */
  takesMatching(form: RegExp): string | undefined {
    const word = this.#words[this.#at]?.text ?? '';
    return !this.#failed && form.test(word) ? this.matching('', form, '') : undefined;
  }

  /** Needs one or more words, up to this one or the end; `problemOf` says what is wrong with them, or null. */
  textBefore(stop: string, what: Told, problemOf: (text: string) => Telling | null): string {
    const rest = this.#words.slice(this.#at).map(({ text }) => text);
    const end = rest.indexOf(stop);
    const words = end === -1 ? rest : rest.slice(0, end);
    const text = words.join(' ');
    const problem = words.length === 0 ? null : problemOf(text);
    if (words.length === 0) this.#unexpected(what);
    else if (problem !== null) this.fail(problem);
    else if (!this.#failed) this.#at += words.length;
    return text;
  }

  /** Needs one or more of what `read` reads, separated by commas. */
  listOf<T>(read: () => T): T[] {
    const list = [read()];
    while (this.takes(',')) list.push(read());
    return list;
  }

  /** `on connection 2` at the end of a sentence; the first connection needs no mention. Ends the sentence. */
  connection(): number {
    let connection = 1;
    if (this.takes('on')) {
      this.words('connection');
      connection = this.integer('the number of a connection', 1, 1000);
    }
    this.end();
    return connection;
  }

  end(): void {
    const rest = this.#words[this.#at];
    if (rest !== undefined) this.fail(told('sentence.too-long', { word: quoted(rest.text) }));
  }

  #unexpected(what: Told, hint?: Told): void {
    const word = this.#words[this.#at];
    if (word === undefined) this.fail(told('problem.needed-end', { what }), hint);
    else this.fail(told('problem.needed', { found: quoted(word.text), what }), hint);
  }
}

const oneOf = (list: string): Telling => told('hint.one-of', { list });
