/** Reads which segments a rule means: `2nd SYN,ACK from server`, `every data segment with at least 100 bytes`. */
import { HOSTS } from '../protocol/events.ts';
import type { Host } from '../protocol/events.ts';
import type { Rule, SegmentMatch, SegmentMoment } from '../protocol/wire-control.ts';
import { told } from '../text/telling.ts';
import { impliedBy, inOrder, needFlags, takeFlags } from './flag-words.ts';
import type { FlagName } from './flag-words.ts';
import type { RuleWords } from './rule-words.ts';

interface Range {
  min?: number;
  max?: number;
}

/** What the words have said so far. */
interface Draft {
  from?: Host;
  /** Named flags mean more than their bits, see impliedBy; the others were said to be set or clear. */
  named: FlagName[];
  set: FlagName[];
  clear: FlagName[];
  data?: boolean;
  again?: boolean;
  length?: Range;
  sequence?: Range;
  clientPort?: Range;
}

export interface Segments {
  match: SegmentMatch;
  which: Rule['which'];
}

/** What ranges count, and the bounds of the protocol's schema. */
const COUNTED = {
  bytes: { what: told('what.bytes'), most: 65535 },
  sequence: { what: told('what.sequence'), most: 0xffffffff },
  port: { what: told('what.port'), most: 65535 },
};

/** @param closes whether a "with" that comes next belongs to the verb, as in "answer … with RST" */
export function readSegments(words: RuleWords, closes: (words: RuleWords) => boolean = () => false): Segments {
  const draft: Draft = { named: [], set: [], clear: [] };
  words.passes('the', 'a', 'an');
  readOwner(words, draft);
  const which = readWhich(words);
  readKind(words, draft);
  readConditions(words, draft, closes);
  return { match: matchOf(draft), which };
}

/** The one segment at which something begins or ends. */
export function readMoment(words: RuleWords): SegmentMoment {
  const draft: Draft = { named: [], set: [], clear: [] };
  words.passes('the', 'a', 'an');
  readOwner(words, draft);
  const nth = words.takesOrdinal() ?? 1;
  readKind(words, draft);
  readConditions(words, draft, () => false);
  return { match: matchOf(draft), nth };
}

function readOwner(words: RuleWords, draft: Draft): void {
  const owner = HOSTS.find((host) => words.passes(`${host}'s`));
  if (owner !== undefined) draft.from = owner;
}

function readWhich(words: RuleWords): Rule['which'] {
  if (words.takes('every', 'each', 'all')) {
    const n = words.takesOrdinal();
    return n === undefined ? { kind: 'each' } : { kind: 'every', n };
  }
  if (words.peek() === 'first' && /^\d+$/.test(words.peek(1))) {
    words.skip();
    return { kind: 'first', n: words.count(told('what.segments')) };
  }
  const n = words.takesOrdinal();
  return n === undefined ? { kind: 'each' } : { kind: 'nth', n };
}

function readKind(words: RuleWords, draft: Draft): void {
  if (words.takes('new')) draft.again = false;
  else if (words.passes('retransmitted')) draft.again = true;
  draft.named = takeFlags(words);
  if (words.takes('data')) draft.data = true;
  if (words.takes('segment', 'segments')) return;
  if (draft.again !== false && words.takes('retransmission', 'retransmissions')) draft.again = true;
  else if (draft.named.length === 0 && draft.data === undefined) words.fail(told('what.kind'));
}

function readConditions(words: RuleWords, draft: Draft, closes: (words: RuleWords) => boolean): void {
  for (;;) {
    if (draft.from === undefined && words.takes('from')) draft.from = words.oneOf(told('what.host'), HOSTS);
    else if (words.takes('and')) readAnd(words, draft);
    else if (draft.data === undefined && words.takes('without')) readData(words, draft, false);
    else if (!closes(words) && words.takes('with')) readWith(words, draft);
    else if (draft.sequence === undefined && words.takes('at')) {
      words.needs('sequence');
      draft.sequence = readRange(words, 'sequence');
    } else if (draft.clientPort === undefined && words.takes('of')) {
      words.needs('client');
      words.needs('port', 'ports');
      draft.clientPort = readRange(words, 'port');
    } else return;
  }
}

/** After "and": one flag or data more, or the conditions go on. */
function readAnd(words: RuleWords, draft: Draft): void {
  if (words.takes('not')) {
    if (draft.data === undefined && words.peek() === 'data') readData(words, draft, false);
    else draft.clear.push(...needFlag(words));
  } else if (draft.data === undefined && words.peek() === 'data') readData(words, draft, true);
  else if (!['from', 'with', 'without', 'at', 'of'].includes(words.peek()))
    readBits(words, draft, needFlags(words), true);
}

function readWith(words: RuleWords, draft: Draft): void {
  if (draft.data === undefined && words.peek() === 'data') return readData(words, draft, true);
  if (draft.data === undefined && words.takes('no')) return readData(words, draft, false);
  const flags = takeFlags(words);
  if (flags.length > 0) return readBits(words, draft, flags, false);
  if (draft.length !== undefined) return words.fail(told('what.flag'));
  draft.length = readRange(words, 'bytes');
  words.needs('bytes', 'byte');
}

function readData(words: RuleWords, draft: Draft, data: boolean): void {
  words.needs('data');
  draft.data = data;
}

/** One flag after "not": of a list it would not be clear whether each is meant or all together. */
function needFlag(words: RuleWords): FlagName[] {
  const { offset } = words;
  const flags = needFlags(words);
  if (flags.length > 1) {
    words.refuse(offset, told('rule.not-one-flag'), told('hint.example', { example: 'SYN and not ECE and not CWR' }));
  }
  return flags;
}

/** `set` or `clear` after flags makes them mean their bits and nothing more; without it they are named. */
function readBits(words: RuleWords, draft: Draft, flags: FlagName[], named: boolean): void {
  if (words.takes('set')) draft.set.push(...flags);
  else if (words.takes('clear')) draft.clear.push(...flags);
  else if (named) draft.named.push(...flags);
  else words.fail(['"set"', '"clear"']);
}

function readRange(words: RuleWords, counted: keyof typeof COUNTED): Range {
  const { what, most } = COUNTED[counted];
  if (words.takes('at')) {
    const end = words.oneOf(['"least"', '"most"'], ['least', 'most']);
    const value = words.integer(what, 0, most);
    return end === 'least' ? { min: value } : { max: value };
  }
  const min = words.integer(what, 0, most);
  // In "truncate … at sequence 1 to 10 bytes" the bytes are the verb's.
  const isVerbs = counted !== 'bytes' && ['byte', 'bytes'].includes(words.peek(2));
  return { min, max: !isVerbs && words.takes('to') ? words.integer(what, 0, most) : min };
}

function matchOf({ from, named, set, clear, data, again, length, sequence, clientPort }: Draft): SegmentMatch {
  const allSet = inOrder([...named, ...set]);
  const implied = impliedBy(named.length > 0 ? allSet : []);
  const hasData = data ?? implied.data;
  return {
    ...(from !== undefined && { from }),
    set: allSet,
    clear: inOrder([...implied.clear, ...clear]),
    ...(hasData !== undefined && { data: hasData }),
    ...(length?.min !== undefined && { minLength: length.min }),
    ...(length?.max !== undefined && { maxLength: length.max }),
    ...(sequence?.min !== undefined && { minSequence: sequence.min }),
    ...(sequence?.max !== undefined && { maxSequence: sequence.max }),
    ...(clientPort?.min !== undefined && { minClientPort: clientPort.min }),
    ...(clientPort?.max !== undefined && { maxClientPort: clientPort.max }),
    ...(again !== undefined && { again }),
  };
}
