/** Rules that the schema allows but that could never match or act. */
import type { Rule, RuleAction, SegmentMatch } from '../protocol/wire-control.ts';
import { inOrder } from './flag-words.ts';
import type { FlagName } from './flag-words.ts';

/** The part of a rule that is to blame. */
export type RulePart = 'action' | 'match' | 'until' | 'after';

export interface RuleFault {
  part: RulePart;
  message: string;
  hint: string;
}

type Fault = Omit<RuleFault, 'part'>;

/** Payload of a frame on a wire with MTU 1500, behind the headers of IPv4 and TCP without options. */
const MOST_BYTES = 1460;

/** Why this rule can never match or act, in one sentence; null if it can. */
export function ruleProblem(rule: Rule): string | null {
  return faultOf(rule)?.message ?? null;
}

/** The same, with the part that is to blame and what to do. */
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
    return { message: `No segment has ${both.join(' and ')} both set and clear.`, hint: 'Leave one of the two out.' };
  }
  if (minLength > maxLength) {
    return {
      message: `No segment has at least ${minLength} and at most ${maxLength} bytes.`,
      hint: 'The smaller number comes first.',
    };
  }
  if (minSequence > maxSequence) {
    return {
      message: `No sequence number is at least ${minSequence} and at most ${maxSequence}.`,
      hint: 'The smaller number comes first.',
    };
  }
  if (data === false && minLength > 0) {
    return {
      message: `No segment without data has ${minLength} ${minLength === 1 ? 'byte' : 'bytes'} or more.`,
      hint: '"ACK" alone is one without data, "ACK data segment" is one with data.',
    };
  }
  if (data === true && maxLength === 0) {
    return { message: 'No segment with data has 0 bytes.', hint: 'Leave one of the two out.' };
  }
  if (minLength > MOST_BYTES) {
    return {
      message: `No segment of this wire, with its MTU of 1500, has ${minLength} bytes.`,
      hint: `Say at most ${MOST_BYTES}.`,
    };
  }
  if (set.includes('SYN') && minSequence > 0) {
    return {
      message: `A segment with SYN is at sequence 0, never at ${minSequence}.`,
      hint: 'Leave out where it is.',
    };
  }
  if (match.again === true && isWithoutNumbers(match)) {
    return {
      message: 'Without data, SYN and FIN a segment has no numbers of its own, so it is never a retransmission.',
      hint: 'Leave "retransmission" out.',
    };
  }
  return undefined;
}

/** Only data, SYN and FIN occupy sequence numbers (RFC 9293, section 3.4). */
function isWithoutNumbers({ clear, data, maxLength }: SegmentMatch): boolean {
  return (data === false || maxLength === 0) && clear.includes('SYN') && clear.includes('FIN');
}

function faultOfAction(action: RuleAction, match: SegmentMatch): Fault | undefined {
  switch (action.kind) {
    case 'delay':
      if (action.seconds > 0) return undefined;
      return { message: 'A delay of 0 s changes nothing.', hint: 'As in: by 200 ms' };
    case 'truncate':
      if (match.data !== false && Math.min(match.maxLength ?? MOST_BYTES, MOST_BYTES) > action.length) return undefined;
      return {
        message: `These segments never have more than ${action.length} bytes, so there is nothing to cut off.`,
        hint: 'As in: truncate data segment from client to 10 bytes',
      };
    case 'flags':
      return faultOfFlags(action, match);
    case 'reset':
      if (!match.set.includes('RST')) return undefined;
      return { message: 'A reset is never answered with a reset (RFC 9293, section 3.5.2).', hint: 'Drop it instead.' };
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
    return { message: `${both.join(' and ')} cannot be both set and cleared.`, hint: 'Leave one of the two out.' };
  }
  const changes = [
    ...set.filter((flag) => !match.set.includes(flag)),
    ...clear.filter((flag) => !match.clear.includes(flag)),
  ];
  if (changes.length > 0) return undefined;
  return {
    message: 'This changes no flag of these segments.',
    hint: 'Name a flag that they do not have, or clear one that they do have.',
  };
}

function common(some: readonly FlagName[], others: readonly FlagName[]): FlagName[] {
  return inOrder(some.filter((flag) => others.includes(flag)));
}
