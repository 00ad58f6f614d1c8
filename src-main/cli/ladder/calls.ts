/** A system call as strace writes it: `connect(3, 10.0.0.2:80) = 0`. */
import type { CallEvent } from '../../common/protocol/events.ts';
import { duration } from './labels.ts';
import { cellsOf, span, type Line } from './spans.ts';

export function callText(event: CallEvent): Line {
  return [span(`${event.call}(${event.args})`, event.host)];
}

/** Errors, which begin with their errno, are loud. Their text and the time it took go when there is no room. */
export function resultText(event: CallEvent, room: number): Line {
  if (event.result === null) return [];
  const failed = /^E[A-Z0-9]+\b/.test(event.result);
  const took = (event.endedAt ?? event.t) - event.t;
  const wait = took >= 0.01 ? [span(` (${duration(took)})`, 'quiet')] : [];
  const result = (text: string): Line => [span(' = ', 'quiet'), span(text, failed ? 'bad' : 'plain')];
  const short = event.result.split(':')[0] ?? '';
  const candidates = [[...result(event.result), ...wait], result(event.result)];
  if (failed) candidates.push([...result(short), ...wait], result(short));
  return candidates.find((line) => cellsOf(line) <= room) ?? candidates.at(-1) ?? [];
}
