/** What a line is called, and what it says at a moment. */
import type { LineName, SessionLine } from '../../../src-main/common/session/lines/session-lines.ts';
import { say } from '../../state/words.svelte.ts';

/** Counters are named as the kernel does; TcpExt says nothing to a reader. */
export const nameOf = ({ what, port }: LineName): string =>
  typeof what === 'string' ? say(`lines.what.${what}`, { port: port ?? '' }) : what.counter.replace('TcpExt', '');

export function ownerOf({ host, family, what }: LineName): string {
  const name = say(`refusal.${host}`);
  if (family === 'ipv6') return say('lines.of.ipv6', { host: name });
  return typeof what === 'string' && what.startsWith('link') ? say('lines.of.link', { host: name }) : name;
}

/** What it was at lab time `t`, and whether it was full. */
export function valueText(line: SessionLine, t: number): { text: string; isFull: boolean } {
  const point = line.countUpTo(t) - 1;
  if (point < 0) return { text: '–', isFull: false };
  const [len, max] = [line.value(point), line.limit(point)];
  if (max === null) return { text: String(len), isFull: false };
  const isFull = len >= max;
  return { text: say(isFull ? 'queue.full-of' : 'queue.of', { len, max }), isFull };
}

/** How much it has grown within a second up to lab time `t`, which is not later than the session. */
export function lastSecond(line: SessionLine, t: number): number {
  const at = (moment: number): number => {
    const point = line.countUpTo(moment) - 1;
    return point < 0 ? 0 : line.value(point);
  };
  return at(t) - at(t - 1);
}
