/** What a session counts, as lines over time: queues against their limits, what was refused, counters that tick. */
import type { Host, LinkEvent, QueueEvent } from '../../protocol/events.ts';
import { HOSTS } from '../../protocol/hosts.ts';
import type { Family } from '../../protocol/requests.ts';
import { REFUSAL_COUNTERS } from '../../tcp/refusal.ts';
import type { CounterPoint, Session } from '../session.ts';
import type { Timeline } from '../timeline.ts';

/** All but the counters, which have the kernel's names. */
export const MEASURES = [
  'syn-queue',
  'accept-queue',
  'refusals',
  'link-queue',
  'link-lost',
  'link-over-limit',
] as const;
export type Measure = (typeof MEASURES)[number];

export const UNITS = ['entries', 'connections', 'segments', 'frames', 'ticks'] as const;
export type Unit = (typeof UNITS)[number];

export interface LineName {
  host: Host;
  /** A listener's; null where a line is of the whole host. */
  port: number | null;
  family: Family | null;
  /** A counter as nstat prints it. */
  what: Measure | { counter: string };
  unit: Unit;
}

/** One value over lab time, which holds from each of its points until the next. */
export interface SessionLine extends LineName {
  /** Names it among a session's lines. */
  key: string;
  /** Whether it only grows: it counts what has happened, and began at 0. */
  isCount: boolean;
  /** How many points there are, and how many up to lab time `t`. */
  readonly length: number;
  countUpTo(t: number): number;
  t(point: number): number;
  value(point: number): number;
  /** How much there can be; null where nothing bounds it. */
  limit(point: number): number | null;
}

/** Whether it is among the lines that are shown at first: of the counters, those that tell of who did not fit. */
export const isTelling = ({ what }: LineName): boolean =>
  typeof what === 'string' || REFUSAL_COUNTERS.has(what.counter);

interface Reading<T> {
  value: (entry: T) => number;
  limit?: (entry: T) => number;
}

function lineOf<T extends { t: number }>(
  name: LineName,
  timeline: Timeline<T>,
  { value, limit }: Reading<T>,
): SessionLine {
  const { host, port, family, what } = name;
  const { entries } = timeline;
  return {
    ...name,
    key: [host, port, family, typeof what === 'string' ? what : what.counter].join(' '),
    isCount: limit === undefined,
    get length() {
      return entries.length;
    },
    countUpTo: (t) => timeline.countUpTo(t),
    t: (point) => entries[point]?.t ?? NaN,
    value: (point) => (entries[point] ? value(entries[point]) : 0),
    limit: (point) => (limit && entries[point] ? limit(entries[point]) : null),
  };
}

function* queueLines({ queues }: Session): Generator<SessionLine> {
  const byPort = [...queues.values()].flatMap((timeline) =>
    timeline.last ? [[timeline.last, timeline] as const] : [],
  );
  byPort.sort(([a], [b]) => b.host.localeCompare(a.host) || a.port - b.port || a.family.localeCompare(b.family));
  for (const [{ host, port, family }, timeline] of byPort) {
    const listener = { host, port, family };
    for (const which of ['syn', 'accept'] as const)
      yield lineOf<QueueEvent>(
        { ...listener, what: `${which}-queue`, unit: which === 'syn' ? 'entries' : 'connections' },
        timeline,
        { value: (queue) => queue[which].len, limit: (queue) => queue[which].max },
      );
  }
}

function* linkLines({ wire }: Session): Generator<SessionLine> {
  const read: [Measure, Reading<LinkEvent>][] = [
    ['link-queue', { value: ({ packets }) => packets, limit: ({ limit }) => limit }],
    ['link-lost', { value: ({ lost }) => lost }],
    ['link-over-limit', { value: ({ overLimit }) => overLimit ?? 0 }],
  ];
  for (const host of HOSTS) {
    const timeline = wire.links[host];
    for (const [what, reading] of read)
      // Where an engine counts what was over the limit with the rest, that would be a line of what nobody knows.
      if (timeline.last && (what !== 'link-over-limit' || timeline.last.overLimit !== null))
        yield lineOf({ host, port: null, family: null, what, unit: 'frames' }, timeline, reading);
  }
}

/** All that there are so far, in the order in which they are shown: queues, refusals, the link of each sender, counters. */
export function sessionLines(session: Session): SessionLine[] {
  const ofHost = { port: null, family: null };
  const counted: Reading<CounterPoint> = { value: ({ total }) => total };
  const lines = [...queueLines(session)];
  for (const [host, timeline] of session.refused)
    lines.push(lineOf({ host, ...ofHost, what: 'refusals', unit: 'segments' }, timeline, counted));
  lines.push(...linkLines(session));
  const counters = [...session.counters].sort(([a], [b]) => a.localeCompare(b));
  for (const [key, timeline] of counters) {
    const host = HOSTS.find((name) => key.startsWith(`${name} `)) ?? 'server';
    const counter = key.slice(host.length + 1);
    lines.push(lineOf({ host, ...ofHost, what: { counter }, unit: 'ticks' }, timeline, counted));
  }
  return lines;
}
