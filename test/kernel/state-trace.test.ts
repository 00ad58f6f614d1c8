import { beforeEach, describe, expect, test } from 'vitest';
import type { StateEvent } from '../../src-main/common/protocol/events.ts';
import { Lab } from '../support/lab.ts';
import { runSessions } from '../support/sessions.ts';
import { StateTrace, type TracedTransition } from '../support/state-trace.ts';

const SESSIONS = Number(process.env['TCP_LAB_SESSIONS'] ?? 1000);
/** The tracepoint tells of every socket on the PC: ports that no other lab is likely to use keep ours apart. */
const PORTS = Array.from({ length: 9 }, (_, i) => 10_000 + (process.pid % 1000) * 10 + i);
const isOurs = ({ socket }: { socket: string }): boolean => PORTS.some((port) => socket.includes(`:${port}`));
const isRoot = process.geteuid?.() === 0;

/** The socket becomes a mini-socket, which the tracepoint tells as its end: TIME_WAIT never appears there. */
const tracedName = ({ from, to }: StateEvent): string => `${from} > ${to === 'TIME_WAIT' ? 'CLOSED' : to}`;

function bySocket<T extends { socket: string }>(transitions: T[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const transition of transitions)
    if (!transition.socket.endsWith('-*'))
      map.set(transition.socket, [...(map.get(transition.socket) ?? []), transition]);
  return map;
}

/**
 * Where both stamp the same moment. The tracepoint tells of SYN_RECV only when the child socket is made by the
 * final acknowledgement, and of an orphan's end in FIN_WAIT2 when it becomes a mini-socket.
 */
const sameMoment = (ours: StateEvent): boolean =>
  ours.from !== 'LISTEN' && !(ours.from === 'FIN_WAIT2' && ours.to === 'TIME_WAIT');

/** Entered and left within the processing of one segment: no question from outside can fall between. */
const momentary = (ours: StateEvent, next: StateEvent | undefined): boolean =>
  next !== undefined &&
  next.t === ours.t &&
  'segment' in ours.cause &&
  JSON.stringify(next.cause) === JSON.stringify(ours.cause);

const quantile = (sorted: number[], q: number): number => sorted[Math.floor(q * (sorted.length - 1))] ?? NaN;

describe('the kernel’s own trace of state changes', () => {
  beforeEach(({ skip }) => skip(!isRoot, 'only root may read the trace'));

  test(`tells of ${SESSIONS} sessions exactly what we tell`, { timeout: 180_000 }, async () => {
    const trace = new StateTrace();
    try {
      await using lab = await Lab.open();
      await runSessions(lab, SESSIONS, PORTS, 20261122);
      await lab.settle();
      compare(bySocket(trace.read().filter(isOurs)), bySocket(lab.states()), lab.info.startedAt);
    } finally {
      trace.close();
    }
  });
});

function compare(traced: Map<string, TracedTransition[]>, told: Map<string, StateEvent[]>, startedAt: number): void {
  const count = { transitions: 0, missing: 0, invented: 0, observed: 0, inferred: 0, momentary: 0 };
  const errors: number[] = [];
  const differing: string[] = [];
  for (const socket of new Set([...traced.keys(), ...told.keys()])) {
    const theirs = traced.get(socket) ?? [];
    const ours = (told.get(socket) ?? []).filter(({ from }) => from !== 'TIME_WAIT');
    const [left, right] = [theirs.map(({ from, to }) => `${from} > ${to}`), ours.map(tracedName)];
    count.transitions += left.length;
    count.missing += Math.max(0, left.length - right.length);
    count.invented += Math.max(0, right.length - left.length);
    if (left.join() !== right.join())
      differing.push(`${socket}\n  trace ${left.join(', ')}\n  told  ${right.join(', ')}`);
    ours.forEach((event, i) => {
      count[event.source]++;
      if (event.source === 'inferred' && momentary(event, ours[i + 1])) count.momentary++;
      const their = theirs[i];
      if (their && sameMoment(event)) errors.push(Math.abs(startedAt + event.t - their.at) * 1e6);
    });
  }
  errors.sort((a, b) => a - b);
  const lasting = count.observed / (count.observed + count.inferred - count.momentary);
  console.log(
    `${told.size} ends, ${count.transitions} transitions traced: ${count.missing} missing, ${count.invented} invented, ` +
      `${count.observed} observed, ${count.inferred} inferred (${count.momentary} of them entered and left within one segment), ` +
      `|our time − its time| median ${quantile(errors, 0.5).toFixed(0)} µs, p99 ${quantile(errors, 0.99).toFixed(0)} µs`,
  );
  expect(differing.slice(0, 5)).toEqual([]);
  expect(lasting).toBeGreaterThanOrEqual(0.99);
  expect(quantile(errors, 0.5)).toBeLessThanOrEqual(100);
}
