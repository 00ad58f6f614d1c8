/**
 * The timers of SYN, SYN,ACK, FIN and TIME_WAIT, twenty of each side by side in one lab, as the lab itself predicts and
 * measures them. It takes a minute, since TIME_WAIT does.
 */
import { Session } from '../../src-main/common/session/session.ts';
import type { Event, StateEvent } from '../../src-main/common/protocol/events.ts';
import type { TimedKind } from '../../src-main/common/session/timed-segments.ts';
import { timerLanesAt, verdictOf, type Firing, type Outcome } from '../../src-main/common/session/timer-lanes.ts';
import type { Connection, Lab } from './lab.ts';

export const RUNS = 20;
const PORT = 80;
/** The client's first port of each kind. */
const FIRST = { syn: 20_000, 'syn-ack': 20_100, fin: 20_200, 'time-wait': 20_300 } as const;
export type RunKind = keyof typeof FIRST;
export const RUN_KINDS = Object.keys(FIRST) as RunKind[];
/** After so many copies of each FIN enough was seen. */
const FIN_COPIES = 4;

export interface Fired extends Firing {
  kind: TimedKind;
  port: number;
  /** Which of its series, from 0. */
  nth: number;
  outcome: Extract<Outcome, { kind: 'fired' }>;
}

const portsOf = (kind: RunKind): number[] => Array.from({ length: RUNS }, (_, run) => FIRST[kind] + run);
const ofPorts = (kind: RunKind): string => `client port ${FIRST[kind]} to ${FIRST[kind] + RUNS - 1}`;

/** Runs them all; each timer that has fired, with its prediction. */
export async function timerRuns(lab: Lab): Promise<Fired[]> {
  // Of as many half-open entries as half of it, some would be given up sooner.
  const listener = await lab.listener(PORT, 4 * RUNS);
  const ending = await connections(lab, listener, 'time-wait');
  const closing = await connections(lab, listener, 'fin');
  for (const [host, name] of [
    ['client', 'tcp_syn_retries'],
    ['server', 'tcp_synack_retries'],
    // Where a segment takes long, a FIN is sent twice: the second answer would be reset, and that would end TIME_WAIT.
    ['client', 'tcp_rfc1337'],
  ] as const)
    await lab.client.request('knob', { host, name, value: '1' });
  const over = timeWaits(lab, ending);
  await lab.rule(`drop FIN from client of ${ofPorts('fin')}`);
  await lab.rule(`drop SYN from client of ${ofPorts('syn')}`);
  await lab.rule(`drop SYN,ACK from server of ${ofPorts('syn-ack')}`);
  // A live client's copies would set the server's timers anew.
  await lab.rule(`drop retransmission from client of ${ofPorts('syn-ack')}`);
  const givenUp = Promise.all([...portsOf('syn'), ...portsOf('syn-ack')].map((port) => unanswered(lab, port)));
  for (const { client } of closing) await lab.call({ call: 'close', socket: client });
  await Promise.all([over, givenUp, halfOpenGone(lab), finsSent(lab)]);
  await lab.settle();
  return firedIn(lab.events);
}

/** What has fired in a session of those above. */
function firedIn(events: readonly Event[]): Fired[] {
  const session = new Session();
  session.append(events);
  return timerLanesAt(session, session.end).flatMap(({ series, firings }) =>
    firings.flatMap((firing, nth): Fired[] => {
      const { outcome } = firing;
      const port = Number(/\d+$/.exec(series.connection.client)?.[0]);
      const isOne = portsOf(series.kind as RunKind).includes(port);
      return isOne && outcome.kind === 'fired' ? [{ ...firing, kind: series.kind, port, nth, outcome }] : [];
    }),
  );
}

/**
 * What is not as it has to be, in sentences. On an emulated PC, whose ticks come late when it has to wait itself, `off` are
 * the seconds by which a plain program was seen to be woken late.
 */
export function faultsIn(fired: readonly Fired[], off = 0): string[] {
  const faults = fired.flatMap((each) => {
    const { kind, port, nth, outcome, setAt, dueAt, latest, seconds } = each;
    if (verdictOf({ ...each, dueAt: dueAt - off, latest: latest + off }) === 'in-time') return [];
    const words = JSON.stringify({ ...outcome, setAt, kernelDueAt: each.kernelDueAt });
    return [
      `${kind} of port ${port}, ${nth}: after ${outcome.t - setAt} s, not ${seconds} … ${latest - setAt} s; ${words}`,
    ];
  });
  const unseen = fired.filter(({ outcome }) => outcome.segment === null && outcome.lastSeen === null);
  faults.push(...unseen.map(({ kind, port }) => `${kind} of port ${port}: it was not told when it was last seen`));
  for (const kind of RUN_KINDS) {
    const seen = new Set(fired.filter((each) => each.kind === kind).map(({ port }) => port));
    const missing = portsOf(kind).filter((port) => !seen.has(port));
    if (missing.length > 0) faults.push(`${kind}: no timer of port ${missing.join()} was seen to fire`);
  }
  return faults;
}

async function connections(lab: Lab, listener: number, kind: RunKind): Promise<Connection[]> {
  const made: Connection[] = [];
  for (const port of portsOf(kind)) {
    const client = await lab.open('client');
    await lab.call({ call: 'bind', socket: client, port });
    const { local = '' } = await lab.call({ call: 'connect', socket: client, port: PORT });
    const { socket = 0, local: remote = '' } = await lab.call({ call: 'accept', socket: listener });
    made.push({ client, server: socket, clientEnd: `${local}-${remote}`, serverEnd: `${remote}-${local}` });
  }
  return made;
}

/** Closes them on both sides; resolves when the last TIME_WAIT is over. */
async function timeWaits(lab: Lab, made: readonly Connection[]): Promise<void> {
  for (const { client, server } of made) {
    await lab.call({ call: 'close', socket: client });
    await lab.call({ call: 'close', socket: server });
  }
  await Promise.all(made.map(({ clientEnd }) => lab.state('client', clientEnd, 'CLOSED')));
}

/** A client's connect() that nobody answers; resolves when its kernel has given up. */
async function unanswered(lab: Lab, port: number): Promise<void> {
  const socket = await lab.open('client');
  await lab.call({ call: 'bind', socket, port });
  await lab.call({ call: 'connect', socket, port: PORT }).catch(() => undefined);
}

async function halfOpenGone(lab: Lab): Promise<void> {
  const isGone = (e: Event): e is StateEvent => e.type === 'state' && e.from === 'SYN_RECV' && e.to === 'CLOSED';
  await Promise.all(portsOf('syn-ack').map((port) => lab.event((e) => isGone(e) && e.socket.endsWith(`:${port}`))));
}

async function finsSent(lab: Lab): Promise<void> {
  await Promise.all(
    portsOf('fin').map(async (port) => {
      const fins = new Set<number>();
      await lab.event((e) => {
        if (e.type === 'segment' && e.flags.includes('FIN') && e.src.endsWith(`:${port}`)) fins.add(e.id);
        return fins.size > FIN_COPIES;
      });
    }),
  );
}
