/** The events of one step, and what of a run is told of a queue, a counter or a connection's calls. */
import type { CallEvent, CounterEvent, Event, Host, QueueEvent, QueueFill } from '../../protocol/events.ts';
import { connectionOf, endOf, isDuring } from '../connections.ts';
import type { Counter, ProgramCall, Queue } from '../lesson.ts';

/** Lab times between which a step ran; without one, the whole run. A step that did not run has no time. */
export function spanOf(events: readonly Event[], step?: number): { from: number; to: number } {
  if (step === undefined) return { from: -Infinity, to: Infinity };
  const steps = events.filter((e) => e.type === 'step');
  const index = steps.findIndex(({ number }) => number === step);
  return { from: steps[index]?.t ?? Infinity, to: steps[index + 1]?.t ?? Infinity };
}

/** What was told of a queue during a step, beginning with what it held when the step began. */
export function fillsOf(events: readonly Event[], queue: Queue, step?: number): (QueueFill & { t: number })[] {
  const { from, to } = spanOf(events, step);
  const told = events.filter((e): e is QueueEvent => e.type === 'queue' && isOf(e, queue));
  const before = told.findLast(({ t }) => t < from);
  const during = told.filter(({ t }) => t >= from && t < to);
  const all = before && from < Infinity ? [before, ...during] : during;
  return all.map(({ t, syn, accept }) => ({ t, ...(queue.which === 'SYN' ? syn : accept) }));
}

function isOf(event: QueueEvent, { host, port }: Queue): boolean {
  return event.host === host && (port === undefined || event.port === port);
}

/** How often a counter ticked during a step. */
export function ticksOf(events: readonly Event[], { host, name }: Counter, step?: number): number {
  return ticksDuring(events, host, step).get(name) ?? 0;
}

/** All that ticked on a host, by the names without their prefixes. */
export function ticksDuring(events: readonly Event[], host: Host, step?: number): Map<string, number> {
  const { from, to } = spanOf(events, step);
  const ticks = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'counter' || event.host !== host || event.t < from || event.t >= to) continue;
    const name = plainName(event);
    ticks.set(name, (ticks.get(name) ?? 0) + event.delta);
  }
  return ticks;
}

/** Without the prefix that nstat(8) prints. */
export const plainName = ({ name }: Pick<CounterEvent, 'name'>): string => name.replace(/^Tcp(Ext)?/, '');

const CALL_NAMES: Record<ProgramCall, CallEvent['call']> = {
  connect: 'connect',
  accept: 'accept',
  send: 'send',
  receive: 'recv',
  close: 'close',
};

/** The calls of one kind that a host's program has made on a connection, each as it was told last. */
export function callsOf(events: readonly Event[], host: Host, name: ProgramCall, k: number): CallEvent[] {
  const connection = connectionOf(events, k);
  if (connection === undefined) return [];
  const socket = endOf(connection, host);
  const byId = new Map<number, CallEvent>();
  for (const event of events) {
    if (event.type !== 'call' || event.call !== CALL_NAMES[name] || event.host !== host) continue;
    if (event.socket === socket && isDuring(connection, { t: event.endedAt ?? event.t })) byId.set(event.id, event);
  }
  return [...byId.values()];
}

/** The name of the error with which a call ended; null while it has not ended, or when it has given something. */
export const errorOf = ({ result }: CallEvent): string | null => /^E[A-Z0-9]{2,}/.exec(result ?? '')?.[0] ?? null;
