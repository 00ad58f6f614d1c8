/** Recorded runs of lessons that have come to a moment at which a person looks or acts. */
import type { ActionEvent, Event } from '../../src-main/common/protocol/events.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { referenceEvents } from './reference-events.ts';

/** Up to that event, as if it had come so many seconds ago. */
function until(events: readonly Event[], last: Event | undefined, ago: number): Event[] {
  if (!last || !('t' in last)) throw new Error('the run never comes to that');
  const startedAt = Date.now() / 1000 - last.t - ago;
  const before = events.slice(0, events.indexOf(last));
  return before.map((event) => (event.type === 'lab' ? { ...event, startedAt } : event));
}

/** The lesson waits for a person before that step. */
export function waitsBefore(id: string, step: number, language: Language): Event[] {
  const events = referenceEvents(id, language);
  const begins = (event: Event): event is ActionEvent => event.type === 'action' && event.step === step;
  const first = events.find(begins);
  return [...until(events, first, 1), ...(first ? [{ ...first, phase: 'waits' as const }] : [])];
}

/** The lesson waits for the kernels, and has for so many seconds. */
export function waitsForKernels(id: string, ago: number, language: Language): Event[] {
  const events = referenceEvents(id, language);
  const long = events.find((event) => event.type === 'action' && (event.within ?? 0) > ago);
  return [...until(events, long, ago), ...(long ? [long] : [])];
}

/** A queue is full, and what came was refused. */
export function queueIsFull(id: string, language: Language): Event[] {
  const events = referenceEvents(id, language);
  const refused = events.findIndex(({ type }) => type === 'refusal');
  const next = events.slice(refused).find(({ type }) => type === 'step');
  return until(events, next, 1);
}
