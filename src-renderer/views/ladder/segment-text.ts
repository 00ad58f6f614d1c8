/** What the ladder says of a segment, in pieces that the row can place. */
import type { TcpOption } from '../../../src-main/common/protocol/events.ts';
import type { Settings } from '../../../src-main/common/protocol/settings.ts';
import type { Origin } from '../../../src-main/common/session/origin.ts';
import type { SegmentRow } from '../../../src-main/common/session/segment-table.ts';
import { distance } from '../../../src-main/common/tcp/sequence.ts';
import type { Life } from './life.ts';
import { say, sayIfKnown } from '../../state/words.svelte.ts';

export interface Fact {
  name: string;
  value: string;
}

/** A time on the wire, in seconds, that is shorter than this is at once to a reader. */
export const NOTABLE = 0.001;

type Numbers = Settings['numbers'];

export const flagsOf = ({ flags }: SegmentRow): string[] => (flags ? flags.split(',') : []);

export const acknowledges = (segment: SegmentRow): boolean => flagsOf(segment).includes('ACK');

/** Sequence and acknowledgement numbers, the length where there is data. */
export function factsOf(segment: SegmentRow, numbers: Numbers): Fact[] {
  if (segment.flags === null) return [];
  const relative = numbers === 'relative';
  const facts = [{ name: 'seq', value: String(relative ? segment.relativeSeq : segment.seq) }];
  if (acknowledges(segment)) facts.push({ name: 'ack', value: String(relative ? segment.relativeAck : segment.ack) });
  if (segment.len > 0) facts.push({ name: 'len', value: String(segment.len) });
  return facts;
}

/** What matters most last, so that it comes first when all that is not here follows. */
const ORDER: readonly string[] = ['timestamps', 'sack-permitted', 'window-scale', 'mss'];

/** The options that decide how the two ends talk: in a SYN all of them, later only what was received out of order. */
export function optionTexts(segment: SegmentRow, numbers: Numbers): string[] {
  return [...segment.options]
    .sort((a, b) => ORDER.indexOf(b.kind) - ORDER.indexOf(a.kind))
    .map((option) => optionText(option, segment, numbers))
    .filter((text) => text !== '');
}

function optionText(option: TcpOption, segment: SegmentRow, numbers: Numbers): string {
  switch (option.kind) {
    case 'mss':
      return `MSS ${option.value}`;
    case 'window-scale':
      return say('ladder.option.scale', { factor: 2 ** option.shift });
    case 'sack-permitted':
      return say('ladder.option.sack-permitted');
    case 'timestamps':
      return flagsOf(segment).includes('SYN') ? say('ladder.option.timestamps') : '';
    case 'sack': {
      const start = numbers === 'relative' ? segment.ack - segment.relativeAck : 0;
      const edge = (absolute: number): number => (start === 0 ? absolute : distance(absolute, start));
      return `SACK ${option.blocks.map(([left, right]) => `${edge(left)}–${edge(right)}`).join(', ')}`;
    }
    case 'fast-open':
      return say(option.cookie === '' ? 'ladder.option.fast-open-request' : 'ladder.option.fast-open');
    case 'unknown':
      return say('ladder.option.unknown', { code: option.code });
    case 'nop':
    case 'end':
      return '';
  }
}

/** `sent again`, and how often when it was more than once. */
export function againText({ repeats }: SegmentRow): string {
  if (repeats === 0) return '';
  return repeats === 1 ? say('ladder.again') : say('ladder.again-times', { times: repeats });
}

/** What the wire has done to a segment that it did not end: copied, made, changed, kept. Empty for most. */
export function touchedText(segment: SegmentRow): string {
  const { origin, changed } = segment;
  const keeper = keeperOf(segment);
  const texts: string[] = [];
  if (origin) texts.push(originText(origin));
  if (changed !== '') texts.push(changedText(changed));
  if (keeper !== '') texts.push(whoName(keeper));
  return texts.join(' · ');
}

/** Who held or delayed a segment that has arrived since; empty for nobody. */
export const keeperOf = ({ origin, changed, by, fate }: SegmentRow): string =>
  fate === 'delivered' && by !== changed && by !== origin?.by ? by : '';

export const originText = ({ by, of }: Origin): string =>
  of === null ? say('ladder.made', { by: whoName(by) }) : say('ladder.copy', { of, by: whoName(by) });

export const changedText = (changed: string): string =>
  changed === 'corrupted' ? killerName(changed) : say('ladder.changed', { by: whoName(changed) });

/** Who has a segment in hand, as a person calls it. */
export const whoName = (by: string): string => sayIfKnown(`ladder.who.${by.replaceAll(' ', '-')}`) ?? killerName(by);

/** Who ended a segment, as a person calls it. */
export function killerName(by: string): string {
  if (by === '') return say('ladder.by.nobody');
  const rule = /^rule:(.+)$/.exec(by)?.[1];
  if (rule !== undefined) return say('ladder.by.rule', { rule });
  const crowd = /^crowd:(.+)$/.exec(by)?.[1];
  if (crowd !== undefined) return say('ladder.by.crowd', { crowd });
  return sayIfKnown(`ladder.by.${by.replaceAll(' ', '-')}`) ?? by;
}

/** What stands where a segment's arrow ends on the wire; empty for one that arrives. */
export function endText({ by }: SegmentRow, life: Life | null): string {
  if (life?.phase === 'lost') return killerName(by);
  return life?.phase === 'held' ? say('ladder.held', { by: whoName(by) }) : '';
}

/** ① ② … for as many as have such a sign. */
export function connectionTag(number: number): string {
  return number <= 20 ? String.fromCodePoint(0x245f + number) : `#${number}`;
}
