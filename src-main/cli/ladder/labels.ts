/** Short texts of the ladder: flags, numbers, states, durations, queues. */
import type { QueueFill, SegmentEvent, StateEvent } from '../../common/protocol/events.ts';
import type { RelativeNumbers } from '../../common/session/connections.ts';
import { originFrom } from '../../common/session/origin.ts';
import type { Say } from '../../host/words.ts';
import { span, type FlagTone, type Line, type Tone } from './spans.ts';

/** `repeats`: 0 for the first time, 1 for the first retransmission … */
export interface SegmentNumbers extends RelativeNumbers {
  repeats: number;
}

const COLOURED: readonly string[] = ['SYN', 'FIN', 'RST', 'PSH', 'ACK'] satisfies FlagTone[];

/** ① ② … for as many as have such a sign. */
export function connectionTag(number: number): string {
  return number <= 20 ? String.fromCodePoint(0x245f + number) : `#${number}`;
}

export function flagSpans(flags: string): Line {
  const names = flags === '' ? [] : flags.split(',');
  const parts = names.flatMap((name, index) => [
    ...(index > 0 ? [span(',', 'quiet')] : []),
    span(name, COLOURED.includes(name) ? (name as FlagTone) : 'plain'),
  ]);
  return [span('[', 'quiet'), ...parts, span(']', 'quiet')];
}

/** From the fullest to the shortest; `note` goes last and is the first to be left out. */
export function segmentLabels(segment: SegmentEvent, numbers: SegmentNumbers, tag: string, note = ''): Line[] {
  const start: Line = [...(tag === '' ? [] : [span(`${tag} `)]), ...flagSpans(segment.flags)];
  const acks = segment.flags.split(',').includes('ACK');
  const long = ` seq ${numbers.seq}${acks ? ` ack ${numbers.ack}` : ''}`;
  const short = ` ${numbers.seq}${acks ? `/${numbers.ack}` : ''}`;
  const length = segment.len > 0 ? ` len ${segment.len}` : '';
  const again: Line = numbers.repeats > 0 ? [span(` ↻${numbers.repeats}`, 'warn')] : [];
  const hand = touchedBy(segment);
  const touched: Line = hand === '' ? [] : [span(` ${hand}`, 'warn')];
  const base = (text: string): Line => [...start, span(text), ...again, ...touched];
  const withNote: Line[] = note === '' ? [] : [[...base(long + length), span(` (${note})`, 'quiet')]];
  return [...withNote, base(long + length), base(short + length), base(short), [...start, ...again]];
}

/** Who has copied, made, changed or kept a segment that arrives. */
function touchedBy({ origin, changed, by, fate }: SegmentEvent): string {
  if (origin !== undefined) return `⧉ ${originFrom(origin).by}`;
  return changed ?? (fate === 'delivered' ? by : undefined) ?? '';
}

/** Seconds as a person says them: `0.3 ms`, `42 ms`, `1.03 s`, `60 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.001) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 9.995 ? `${seconds.toFixed(2)} s` : `${Math.round(seconds)} s`;
}

/** ● a full socket, ○ a mini-socket, ◌ inferred: nobody saw it, it must have been. */
export function stateMark(event: StateEvent): string {
  if (event.source === 'inferred') return '◌';
  return event.mini === undefined ? '●' : '○';
}

/** `TIME_WAIT 60 s`, `~SYN_RECV`, and `SYN_SENT → ESTABLISHED` where there is room. */
export function stateLabels(event: StateEvent, tag: string, showFrom: boolean): Line[] {
  const tone: Tone = `${event.host}-strong`;
  const start = tag === '' ? [] : [span(`${tag} `)];
  const sign = event.source === 'inferred' ? '~' : '';
  const to = span(sign + event.to, event.source === 'inferred' ? event.host : tone);
  const left = event.to === 'TIME_WAIT' && event.timer !== undefined ? Math.round(event.timer.remaining) : undefined;
  const timer = left === undefined ? [] : [span(` ${left} s`, event.host)];
  const from = [span(`${event.from} → `, 'quiet')];
  return [...(showFrom ? [[...start, ...from, to, ...timer]] : []), [...start, to, ...timer], [...start, to]];
}

/** Queues with more places than this show figures only. */
const MOST_PLACES = 8;

/** `SYN queue ▮▮▯ 2/3`; a full one says so in words too. */
export function queueLabel(name: string, queue: QueueFill, say: Say): Line {
  const full = queue.max > 0 && queue.len >= queue.max;
  const tone: Tone = full ? 'bad' : queue.len > 0 ? 'server' : 'quiet';
  const taken = Math.min(queue.len, queue.max);
  const places = queue.max <= MOST_PLACES ? `${'▮'.repeat(taken)}${'▯'.repeat(queue.max - taken)} ` : '';
  return [span(`${name} ${places}${queue.len}/${queue.max}${full ? ` ${say('ladder.full')}` : ''}`, tone)];
}
