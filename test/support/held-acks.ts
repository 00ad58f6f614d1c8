/** Third segments that arrive when the accept queue has become full: what the server makes of them, and how one gets in. */
import type { CrowdEvent, Event, QueueEvent, RefusalEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import type { Stage } from '../../src-main/common/protocol/crowds.ts';
import type { Lab } from './lab.ts';
import { plainly, told } from './server-counters.ts';

export const PORT = 80;
export const BACKLOG = 4;
/** Of so many clients the third segment waits at the wire. */
const HELD = 2;

const isQueue = (e: Event): e is QueueEvent => e.type === 'queue';
export const isRefusal = (e: Event): e is RefusalEvent => e.type === 'refusal';

/** Calls clients of a stage; resolves when the queues are as they are to be then. */
export async function called(
  lab: Lab,
  stage: Stage,
  count: number,
  queues: [syn: number, accept: number],
): Promise<CrowdEvent> {
  const asked = { host: 'client', family: 'ipv4', port: PORT, count, perSecond: 1000, stage } as const;
  const { crowd } = await lab.client.request('crowd', asked);
  await lab.event((e) => isQueue(e) && e.syn.len === queues[0] && e.accept.len === queues[1]);
  return lab.event((e): e is CrowdEvent => e.type === 'crowd' && e.crowd === crowd);
}

export interface Held {
  /** The two ends at the server, and the rule by which the wire holds what would complete them. */
  ends: string[];
  rule: number;
  /** Places of the accept queue, as the lab tells them, and how many of them are taken. */
  places: number;
  taken: number;
}

/**
 * Connections that nobody accepts, and of two more clients the third segments held. Their SYNs come while there is room:
 * to a full accept queue no SYN gets in. `fillUp`: until the accept queue is full, else as many as the backlog says.
 */
export async function heldAcks(lab: Lab, fillUp: boolean): Promise<Held> {
  const places = lab.events.findLast(isQueue)?.accept.max ?? NaN;
  await called(lab, 'established', BACKLOG, [0, BACKLOG]);
  const { firstPort, rule } = await called(lab, 'third-held', HELD, [HELD, BACKLOG]);
  if (fillUp && places > BACKLOG) await called(lab, 'established', places - BACKLOG, [HELD, places]);
  const ends = Array.from({ length: HELD }, (_, i) => `10.0.0.2:${PORT}-10.0.0.1:${firstPort + i}`);
  return { ends, rule: rule ?? NaN, places, taken: fillUp ? places : BACKLOG };
}

/** What is wrong with a refusal of such a segment, in a sentence. */
function faultsOf(refusal: RefusalEvent, { ends, places }: Held): string[] {
  const { what, how, gauge, source, untold, fill, own, peer, counters } = refusal;
  const ticks = counters.map(({ name, delta }) => `${name} +${delta}`).join(', ');
  const is = `${what} ${how} by ${gauge} ${fill?.len}/${fill?.max}, ${peer} and ${own}, ${ticks}, ${source}, ${untold} untold`;
  const must =
    `ack ignored by accept ${places}/${places}, ESTABLISHED and SYN_RECV, ` +
    'TcpExtListenOverflows +1, TcpExtListenDrops +1, observed, 0 untold';
  return [
    ...(is === must ? [] : [`Refused: ${is}, not ${must}.`]),
    ...(ends.includes(refusal.socket) ? [] : [`A segment of ${refusal.socket} is refused.`]),
  ];
}

/** Resolves when the server has sent the end's SYN,ACK once more than when this was asked for. */
async function answeredAgain(lab: Lab, end: string): Promise<void> {
  const to = end.split('-')[1];
  const before = lab.segments().filter(({ flags, dst }) => flags === 'SYN,ACK' && dst === to);
  const known = new Set(before.map(({ id }) => id));
  await lab.event(
    (e) => e.type === 'segment' && e.flags === 'SYN,ACK' && e.dst === to && e.deliveredAt !== null && !known.has(e.id),
  );
}

/**
 * Lets the held segments go, waits until each that finds no place was refused and its SYN,ACK went on, accepts one
 * connection, and waits until one more end is in. Answers with what was not as it has to be, in sentences.
 */
export async function letGo(lab: Lab, listener: number, held: Held): Promise<string[]> {
  const { ends, rule, places, taken } = held;
  const entered = (): string[] =>
    lab.events
      .filter((e): e is StateEvent => e.type === 'state' && e.host === 'server' && e.to === 'ESTABLISHED')
      .flatMap(({ socket }) => (ends.includes(socket) ? [socket] : []));
  const ignored = (): Set<string> => new Set(lab.events.filter(isRefusal).map(({ socket }) => socket));
  const fitting = Math.min(HELD, places - taken);

  await lab.wire({ do: 'remove-rule', rule });
  await lab.event(() => ignored().size === HELD - fitting);
  const inAtOnce = entered().length;
  await Promise.all([...ignored()].map((end) => answeredAgain(lab, end)));
  await lab.call({ call: 'accept', socket: listener });
  await lab.event(() => entered().length === fitting + 1);
  // Nothing more can be refused while both sides count.
  await lab.wire({ do: 'stop' });
  await lab.settle();
  const counts = { kernel: (await plainly(lab))['ListenOverflows'], lab: told(lab)['ListenOverflows'] };
  const refusals = lab.events.filter(isRefusal);
  const queue = lab.events.findLast(isQueue);
  return [
    ...refusals.flatMap((refusal) => faultsOf(refusal, held)),
    ...(inAtOnce === fitting ? [] : [`${inAtOnce} got in before accept(), not ${fitting}.`]),
    ...(queue?.syn.len === HELD - fitting - 1 ? [] : [`Half-open at the end: ${queue?.syn.len}.`]),
    ...(queue?.accept.len === places ? [] : [`In the accept queue at the end: ${queue?.accept.len} of ${places}.`]),
    ...(counts.lab === refusals.length ? [] : [`${refusals.length} refusals, but ListenOverflows +${counts.lab}.`]),
    ...(counts.kernel === counts.lab
      ? []
      : [`/proc/net/netstat has ListenOverflows ${counts.kernel}, the lab ${counts.lab}.`]),
  ];
}
