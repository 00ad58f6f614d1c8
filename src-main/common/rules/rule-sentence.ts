/** The one sentence for a rule; parse-rule.ts reads it back as the same rule. Flags come in the header's order. */
import type { Rule, SegmentMatch, SegmentMoment } from '../protocol/wire-control.ts';
import { durationText } from './durations.ts';
import { impliedBy, inOrder } from './flag-words.ts';
import type { FlagName } from './flag-words.ts';
import { ordinalText } from './ordinals.ts';

export function ruleSentence(rule: Rule): string {
  const after = rule.after === undefined ? '' : ` after ${momentText(rule.after)}`;
  return `${deedText(rule)}${after}${timesText(rule.times)}`;
}

function deedText({ action, match, which }: Rule): string {
  const segments = `${whichText(which)} ${segmentText(match, which.kind === 'first' && which.n > 1)}`;
  switch (action.kind) {
    case 'drop':
    case 'duplicate':
    case 'reorder':
    case 'reset':
      return `${action.kind} ${segments}`;
    case 'hold':
      return `hold ${segments}${action.until === undefined ? '' : ` until ${momentText(action.until)}`}`;
    case 'delay':
      return `delay ${segments} by ${durationText(action.seconds)}`;
    case 'corrupt':
      return `corrupt ${action.offset === 0 ? '' : `byte ${action.offset} of `}${segments}`;
    case 'truncate':
      return `truncate ${segments} to ${bytesText(action.length)}`;
    case 'window':
      return `set window to ${action.value} in ${segments}`;
    case 'flags': {
      const changes = [...part('set ', action.set), ...part('clear ', action.clear)];
      return `${changes.join(' and ') || 'set no flag'} in ${segments}`;
    }
  }
}

function whichText(which: Rule['which']): string {
  switch (which.kind) {
    case 'each':
      return 'every';
    case 'nth':
      return ordinalText(which.n);
    case 'every':
      return `every ${ordinalText(which.n)}`;
    case 'first':
      return `first ${which.n}`;
  }
}

function timesText(times: number | undefined): string {
  if (times === undefined) return '';
  return times === 1 ? ', once' : times === 2 ? ', twice' : `, ${times} times`;
}

function momentText({ match, nth }: SegmentMoment): string {
  return `${ordinalText(nth)} ${segmentText(match, false)}`;
}

function segmentText(match: SegmentMatch, plural: boolean): string {
  const { from, data, again } = match;
  const { named, bits, implied } = flagsSaid(match);
  const noun = again === true ? 'retransmission' : 'segment';
  const needsNoun = named.length === 0 || data === true || again === true;
  return [
    ...(again === false ? ['new'] : []),
    ...(named.length > 0 ? [named.join(',')] : []),
    ...(data === true ? ['data'] : []),
    ...(needsNoun ? [plural ? `${noun}s` : noun] : []),
    ...bits,
    ...(data === false && implied !== false ? ['without data'] : []),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...range('with', match.minLength, match.maxLength, bytesText),
    ...range('at sequence', match.minSequence, match.maxSequence, String),
    ...range('of client port', match.minClientPort, match.maxClientPort, String),
  ].join(' ');
}

/** Flags by name if that means exactly these; else `segment with SYN set and ACK clear`, which means no more than it says. */
function flagsSaid({ set, clear, data }: SegmentMatch): {
  named: FlagName[];
  bits: string[];
  implied: false | undefined;
} {
  const named = inOrder(set);
  const implied = impliedBy(named);
  const means =
    implied.clear.every((flag) => clear.includes(flag)) && (implied.data === undefined || data !== undefined);
  if (means) {
    const more = inOrder(clear.filter((flag) => !implied.clear.includes(flag)));
    return { named, bits: more.map((flag) => `and not ${flag}`), implied: implied.data };
  }
  const bits = [...part('', set, ' set'), ...part('', clear, ' clear')];
  return { named: [], bits: [`with ${bits.join(' and ')}`], implied: undefined };
}

function part(before: string, flags: readonly FlagName[], after = ''): string[] {
  return flags.length === 0 ? [] : [`${before}${inOrder(flags).join(',')}${after}`];
}

function range(
  before: string,
  min: number | undefined,
  max: number | undefined,
  text: (n: number) => string,
): string[] {
  if (min !== undefined && max !== undefined)
    return [`${before} ${min === max ? text(min) : `${min} to ${text(max)}`}`];
  if (min !== undefined) return [`${before} at least ${text(min)}`];
  return max === undefined ? [] : [`${before} at most ${text(max)}`];
}

function bytesText(bytes: number): string {
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
}
