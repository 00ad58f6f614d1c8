/** What a term of a lesson's sentence is in a run. */
import type { SegmentEvent } from '../../protocol/events.ts';
import type { NumberTerm } from '../lesson.ts';
import { sentAgain } from './segments-counted.ts';

/** The segment that a number is read from: that with SYN for an initial sequence number. */
export function segmentOfTerm(term: NumberTerm, segments: readonly SegmentEvent[]): SegmentEvent | undefined {
  if (term.field === 'isn')
    return segments.find(({ from, flags }) => from === term.host && flags.split(',').includes('SYN'));
  const { flags, from } = term.segment;
  const again = term.isNew ? sentAgain(segments) : undefined;
  return segments.filter((segment) => segment.flags === flags && segment.from === from && !again?.has(segment.id))[
    term.nth - 1
  ];
}

export const valueIn = (term: NumberTerm, segment: SegmentEvent | undefined): number | undefined =>
  segment?.[term.field === 'isn' ? 'seq' : term.field];
