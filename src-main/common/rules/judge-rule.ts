/** Rules that the schema allows but that could never match or act. */
import type { Rule, RuleAction, SegmentMatch } from '../protocol/wire-control.ts';
import { told, type Telling } from '../text/telling.ts';
import { inOrder } from './flag-words.ts';
import type { FlagName } from './flag-words.ts';

/** The part of a rule that is to blame. */
export type RulePart = 'action' | 'match' | 'until' | 'after';

export interface RuleFault {
  part: RulePart;
  message: Telling;
  hint: Telling;
}

type Fault = Omit<RuleFault, 'part'>;

/** Payload of a frame on a wire with MTU 1500, behind the headers of IPv4 and TCP without options. */
const MOST_BYTES = 1460;

/** Why this rule can never match or act, with the part that is to blame and what to do; undefined if it can. */
export function faultOf({ action, match, after }: Rule): RuleFault | undefined {
  const until = action.kind === 'hold' ? action.until : undefined;
  return (
    at('match', faultOfMatch(match)) ??
    at('action', faultOfAction(action, match)) ??
    at('until', until && faultOfMatch(until.match)) ??
    at('after', after && faultOfMatch(after.match))
  );
}

function at(part: RulePart, fault: Fault | undefined): RuleFault | undefined {
  return fault && { part, ...fault };
}

function faultOfMatch(match: SegmentMatch): Fault | undefined {
  const { set, clear, data, minLength = 0, maxLength = Infinity, minSequence = 0, maxSequence = Infinity } = match;
  const both = common(set, clear);
  if (both.length > 0) {
    return { message: told('rule.set-and-clear', { flags: both.join() }), hint: told('hint.leave-one-out') };
  }
  if (minLength > maxLength) {
    return {
      message: told('rule.length-swapped', { least: minLength, most: maxLength }),
      hint: told('hint.smaller-first'),
    };
  }
  if (minSequence > maxSequence) {
    return {
      message: told('rule.sequence-swapped', { least: minSequence, most: maxSequence }),
      hint: told('hint.smaller-first'),
    };
  }
  const { minClientPort = 0, maxClientPort = Infinity } = match;
  if (minClientPort > maxClientPort) {
    return {
      message: told('rule.port-swapped', { least: minClientPort, most: maxClientPort }),
      hint: told('hint.smaller-first'),
    };
  }
  if (data === false && minLength > 0) {
    return {
      message: told('rule.bytes-without-data', { amount: bytes(minLength) }),
      hint: told('hint.ack-data'),
    };
  }
  if (data === true && maxLength === 0) {
    return { message: told('rule.data-without-bytes'), hint: told('hint.leave-one-out') };
  }
  if (minLength > MOST_BYTES) {
    return {
      message: told('rule.too-long', { length: minLength }),
      hint: told('hint.at-most', { most: MOST_BYTES }),
    };
  }
  if (set.includes('SYN') && minSequence > 0) {
    return {
      message: told('rule.syn-elsewhere', { sequence: minSequence }),
      hint: told('hint.no-place'),
    };
  }
  if (match.again === true && isWithoutNumbers(match)) {
    return {
      message: told('rule.no-numbers'),
      hint: told('hint.no-retransmission'),
    };
  }
  return undefined;
}

const bytes = (count: number): Telling => told(count === 1 ? 'amount.byte' : 'amount.bytes', { count });

/** Only data, SYN and FIN occupy sequence numbers (RFC 9293, section 3.4). */
function isWithoutNumbers({ clear, data, maxLength }: SegmentMatch): boolean {
  return (data === false || maxLength === 0) && clear.includes('SYN') && clear.includes('FIN');
}

function faultOfAction(action: RuleAction, match: SegmentMatch): Fault | undefined {
  switch (action.kind) {
    case 'delay':
      if (action.seconds > 0) return undefined;
      return { message: told('rule.no-delay'), hint: told('hint.example', { example: 'by 200 ms' }) };
    case 'truncate':
      if (match.data !== false && Math.min(match.maxLength ?? MOST_BYTES, MOST_BYTES) > action.length) return undefined;
      return {
        message: told('rule.nothing-to-cut', { length: action.length }),
        hint: told('hint.example', { example: 'truncate data segment from client to 10 bytes' }),
      };
    case 'flags':
      return faultOfFlags(action, match);
    case 'reset':
      if (!match.set.includes('RST')) return undefined;
      return { message: told('rule.reset-for-reset'), hint: told('hint.drop') };
    case 'drop':
    case 'hold':
    case 'duplicate':
    case 'corrupt':
    case 'reorder':
    case 'window':
      return undefined;
  }
}

function faultOfFlags({ set, clear }: { set: FlagName[]; clear: FlagName[] }, match: SegmentMatch): Fault | undefined {
  const both = common(set, clear);
  if (both.length > 0) {
    return { message: told('rule.set-and-cleared', { flags: both.join() }), hint: told('hint.leave-one-out') };
  }
  const changes = [
    ...set.filter((flag) => !match.set.includes(flag)),
    ...clear.filter((flag) => !match.clear.includes(flag)),
  ];
  if (changes.length > 0) return undefined;
  return {
    message: told('rule.no-change'),
    hint: told('hint.real-change'),
  };
}

function common(some: readonly FlagName[], others: readonly FlagName[]): FlagName[] {
  return inOrder(some.filter((flag) => others.includes(flag)));
}
