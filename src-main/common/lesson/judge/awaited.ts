/** Whether what a lesson waits for has come about. Pure: a fold over the events so far. */
import type { Event } from '../../protocol/events.ts';
import { visitsOf } from '../connections.ts';
import { callsOf, errorOf, fillsOf, ticksOf } from './during.ts';
import { isWithin } from './finding.ts';
import { refusalsOf } from './queues.ts';
import type { Action } from '../lesson.ts';
import { countedOf } from './segments-counted.ts';

/** Waits for something other than time. */
export type EventWait = Exclude<Extract<Action, { kind: `wait-for-${string}` }>, { kind: 'wait-for-time' }>;

/** Events that may bring about what is waited for, so that the others need no look. */
const TELLING: Record<EventWait['kind'], readonly Event['type'][]> = {
  // A call event can be the one that tells which socket the connection has.
  'wait-for-state': ['state', 'call'],
  'wait-for-queue': ['queue'],
  'wait-for-segment': ['segment', 'call'],
  'wait-for-counter': ['counter'],
  'wait-for-failure': ['call'],
  'wait-for-refusal': ['refusal'],
  'wait-for-flood': ['flood'],
};

export const mayBringAbout = (wait: EventWait, event: Event): boolean => TELLING[wait.kind].includes(event.type);

/**
 * Says of the events from now on whether it has come about. A state or what a queue holds counts if it is so now or
 * becomes so from now on, be it for a moment; everything else counts if it has ever happened in the run.
 */
export function awaited(wait: EventWait, before: readonly Event[]): (events: readonly Event[]) => boolean {
  switch (wait.kind) {
    case 'wait-for-state': {
      const path = (events: readonly Event[]) => visitsOf(events, wait.connection, wait.host);
      const passed = Math.max(path(before).length - 1, 0);
      return (events) =>
        path(events)
          .slice(passed)
          .some(({ state }) => state === wait.state);
    }
    case 'wait-for-queue': {
      const { queue, holds } = wait;
      const passed = Math.max(fillsOf(before, queue).length - 1, 0);
      return (events) =>
        fillsOf(events, queue)
          .slice(passed)
          .some(({ len, max }) => (holds === 'its-limit' ? len >= max : isWithin(len, holds)));
    }
    case 'wait-for-segment':
      return (events) => countedOf(events, wait.segment, wait.connection).length >= wait.nth;
    case 'wait-for-counter':
      return (events) => ticksOf(events, wait.counter) >= wait.times;
    case 'wait-for-failure':
      return (events) => {
        const last = callsOf(events, wait.host, wait.call, wait.connection).at(-1);
        return last !== undefined && errorOf(last) !== null;
      };
    case 'wait-for-refusal':
      return (events) => refusalsOf(events, wait).length > 0;
    case 'wait-for-flood':
      return (events) => {
        const last = events.findLast((e) => e.type === 'flood');
        return last !== undefined && last.state !== 'on';
      };
  }
}
