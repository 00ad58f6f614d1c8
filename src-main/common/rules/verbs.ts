/** The verbs of rules. A new one is a new row here, a new kind in `RuleAction`, and its wording in rule-sentence.ts. */
import type { RuleAction } from '../protocol/wire-control.ts';
import { told } from '../text/telling.ts';
import { readDuration } from './durations.ts';
import { inOrder, needFlags } from './flag-words.ts';
import type { FlagName } from './flag-words.ts';
import type { RuleWords } from './rule-words.ts';

export interface Verb {
  example: string;
  /** Reads up to what follows the segments; `segments` reads those, see readSegments. */
  read(words: RuleWords, segments: (closes?: (words: RuleWords) => boolean) => void): RuleAction;
}

/** Most payload bytes, and the greatest window (protocol/wire-control.ts). */
const MOST = 65535;

const reorder: Verb['read'] = (words, segments) => {
  const closes = () => words.peek() === 'with' && words.peek(1) === 'the';
  segments(closes);
  if (closes()) {
    words.skip();
    words.passes('the');
    words.needs('next');
    words.passes('segment', 'one');
  }
  return { kind: 'reorder' };
};

export const VERBS = {
  drop: {
    example: 'drop 2nd SYN,ACK from server',
    read: (_words, segments) => {
      segments();
      return { kind: 'drop' };
    },
  },
  hold: {
    example: 'hold FIN from client until 1st retransmission from server',
    // Its "until" may also come after an "after": parse-rule.ts reads it.
    read: (_words, segments) => {
      segments();
      return { kind: 'hold' };
    },
  },
  delay: {
    example: 'delay data segment from server by 200 ms',
    read: (words, segments) => {
      segments();
      words.needs('by');
      return { kind: 'delay', seconds: readDuration(words) };
    },
  },
  duplicate: {
    example: 'duplicate 3rd data segment',
    read: (_words, segments) => {
      segments();
      return { kind: 'duplicate' };
    },
  },
  corrupt: {
    example: 'corrupt byte 5 of 1st data segment from client',
    read: (words, segments) => {
      let offset = 0;
      if (words.takes('byte')) {
        offset = words.integer(told('what.payload-byte'), 0, MOST);
        words.needs('of');
      }
      segments();
      return { kind: 'corrupt', offset };
    },
  },
  truncate: {
    example: 'truncate 1st data segment from client to 10 bytes',
    read: (words, segments) => {
      segments();
      words.needs('to');
      const length = words.integer(told('what.bytes-left'), 0, MOST);
      words.needs('bytes', 'byte');
      return { kind: 'truncate', length };
    },
  },
  reorder: { example: 'reorder 2nd data segment from server', read: reorder },
  swap: { example: 'swap 2nd data segment from server with the next', read: reorder },
  set: {
    example: 'set window to 0 in ACK from server',
    read: (words, segments) => {
      words.passes('the');
      if (!words.takes('window')) return readFlagChange(words, segments, 'set');
      words.needs('to');
      const value = words.integer(told('what.window'), 0, MOST);
      words.needs('in');
      segments();
      return { kind: 'window', value };
    },
  },
  clear: {
    example: 'clear PSH in data segment from client',
    read: (words, segments) => readFlagChange(words, segments, 'clear'),
  },
  reset: {
    example: 'reset 1st data segment from client',
    read: (_words, segments) => {
      segments();
      return { kind: 'reset' };
    },
  },
  answer: {
    example: 'answer 1st data segment from client with RST',
    read: (words, segments) => {
      segments(answerBegins);
      words.needs('with');
      words.passes('a');
      words.needs('reset', 'rst');
      return { kind: 'reset' };
    },
  },
} satisfies Record<string, Verb>;

export const VERB_NAMES = Object.keys(VERBS) as [keyof typeof VERBS, ...(keyof typeof VERBS)[]];

/** `with RST` is the answer, `with RST set` still says which segments. */
function answerBegins(words: RuleWords): boolean {
  if (words.peek() !== 'with') return false;
  const isFlag = words.peek(1) === 'rst' && !['set', 'clear', ','].includes(words.peek(2));
  return isFlag || ['a', 'reset'].includes(words.peek(1));
}

/** `set URG and clear PSH in …`, either part first or alone. */
function readFlagChange(words: RuleWords, segments: () => void, first: 'set' | 'clear'): RuleAction {
  const changes: Record<'set' | 'clear', FlagName[]> = { set: [], clear: [] };
  changes[first] = needFlags(words);
  if (words.takes('and')) {
    const second = first === 'set' ? 'clear' : 'set';
    words.needs(second);
    changes[second] = needFlags(words);
  }
  words.needs('in');
  segments();
  return { kind: 'flags', set: inOrder(changes.set), clear: inOrder(changes.clear) };
}
