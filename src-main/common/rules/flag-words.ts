/** What flags mean where a sentence names them: `SYN` is the segment that opens, not any with that bit. */
import { FLAG_NAMES } from '../protocol/wire-control.ts';
import { told } from '../text/telling.ts';
import type { RuleWords } from './rule-words.ts';

export type FlagName = (typeof FLAG_NAMES)[number];

/** Each once, in the header's order. */
export function inOrder(flags: Iterable<FlagName>): FlagName[] {
  const set = new Set(flags);
  return FLAG_NAMES.filter((flag) => set.has(flag));
}

/**
 * What is meant besides the named flags: of SYN, FIN and RST those that are not named are clear; a SYN without an ACK
 * is the first of a handshake (RFC 9293, section 3.5), and an ACK alone acknowledges and carries nothing.
 */
export function impliedBy(named: readonly FlagName[]): { clear: FlagName[]; data: false | undefined } {
  if (named.length === 0) return { clear: [], data: undefined };
  const kinds: FlagName[] = named.includes('SYN') ? ['FIN', 'SYN', 'RST', 'ACK'] : ['FIN', 'SYN', 'RST'];
  return {
    clear: kinds.filter((flag) => !named.includes(flag)),
    data: named.every((flag) => flag === 'ACK') ? false : undefined,
  };
}

/** The flags of `syn`, or of `syn-ack`, `syn+ack` and `syn/ack`; none if it is another word. */
function flagsIn(word: string): FlagName[] {
  const parts = word.toUpperCase().split(/[-+/]/);
  const known = parts.every((part) => FLAG_NAMES.some((flag) => flag === part));
  return known ? FLAG_NAMES.filter((flag) => parts.includes(flag)) : [];
}

/** After the comma behind a flag these words, and numbers, go on with the sentence; any other has to be a flag. */
const CLAUSES = ['', 'after', 'until', 'once', 'twice'];

/** Takes flags with commas between them; answers with none if there is no flag. */
export function takeFlags(words: RuleWords): FlagName[] {
  const flags = new Set<FlagName>();
  for (;;) {
    words.expects(told('what.flag-such-as'), FLAG_NAMES);
    const found = flagsIn(words.peek());
    if (found.length === 0) {
      if (flags.size > 0) words.fail(told('what.flag'));
      break;
    }
    for (const flag of found) flags.add(flag);
    words.skip();
    const next = words.peek(1);
    if (words.peek() !== ',' || CLAUSES.includes(next) || /^\d/.test(next)) break;
    words.skip();
  }
  return inOrder(flags);
}

export function needFlags(words: RuleWords): FlagName[] {
  const flags = takeFlags(words);
  if (flags.length === 0) words.fail(told('what.flag'));
  return flags;
}
