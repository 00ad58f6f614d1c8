/** What a listener's queues held against their limits, and whom they turned away. */
import type { Host, QueueEntriesEvent, QueueEvent, QueueRule, RefusalEvent } from '../../protocol/events.ts';
import { queuesAt } from '../moment.ts';
import { queueKey, type Session } from '../session.ts';
import { settingAt } from '../settings.ts';

export const QUEUES = ['syn', 'accept'] as const;
export type QueueName = (typeof QUEUES)[number];

/** One queue of a listener at a moment. */
export interface QueuePicture {
  readonly host: Host;
  readonly port: number;
  readonly family: QueueEvent['family'];
  readonly backlog: number;
  readonly queue: QueueName;
  /** Whether its listener has been closed, so that this is how it was last. */
  readonly isOver: boolean;
  /** How many it holds, how many fit and by which rule. */
  readonly len: number;
  readonly max: number;
  readonly rule: QueueRule;
  /** Of tcp_max_syn_backlog, so many places are kept free; 0 where that does not count, or is not known. */
  readonly kept: number;
  /** Since when it fills: before that it was empty. Null while nothing was in it. */
  readonly since: number | null;
  /** The most that it has held since then. */
  readonly most: number;
  readonly entries: QueueEntriesEvent['syn'] | QueueEntriesEvent['accept'];
  /** What it turned away since then, and how many segments more that nobody looked at one by one. */
  readonly refusals: readonly RefusalEvent[];
  readonly untold: number;
}

/** The queues of a host's listeners at lab time `t`; while nobody listens, of those that did, as each was at its end. */
export function queuePictures(session: Session, host: Host, t: number): QueuePicture[] {
  const open = queuesAt(session, host, t).map((queue) => ({ queue, at: t, isOver: false }));
  const shown = open.length > 0 ? open : closedQueues(session, host, t);
  return shown.flatMap(({ queue, at, isOver }) => QUEUES.map((name) => pictureOf(session, queue, name, at, isOver)));
}

/** Right before something happened. */
const MOMENT = 1e-6;

function closedQueues(session: Session, host: Host, t: number): { queue: QueueEvent; at: number; isOver: boolean }[] {
  return [...session.sockets.values()].flatMap((socket) => {
    const last = socket.host === host ? socket.states.at(t) : undefined;
    if (last?.from !== 'LISTEN') return [];
    const at = last.t - MOMENT;
    const queue = queuesAt(session, host, at).find((each) => isListenerOf(each, socket.label));
    return queue ? [{ queue, at, isOver: true }] : [];
  });
}

function pictureOf(session: Session, queue: QueueEvent, name: QueueName, t: number, isOver: boolean): QueuePicture {
  const { host, port, family, backlog } = queue;
  const { len, max } = queue[name];
  const rule = name === 'syn' ? queue.syn.rule : 'backlog';
  const { since, most } = fillingOf(session, queue, name, t);
  const refusals = session.refusals.filter(
    (refusal) => refusal.t >= (since ?? 0) && refusal.t <= t && isOf(refusal, queue, name),
  );
  const set = rule === 'three-quarters' ? Number(settingAt(session, host, 'tcp_max_syn_backlog', t) ?? max) : max;
  return {
    ...{ host, port, family, backlog, queue: name, len, max, rule, since, most, refusals, isOver },
    kept: Math.max(0, set - max),
    entries: session.entries.get(queueKey(queue))?.at(t)?.[name] ?? [],
    untold: refusals.reduce((sum, { untold }) => sum + untold, 0),
  };
}

/** Since when it has not been empty or, if it is, had not been before; and the most since then. */
function fillingOf(
  session: Session,
  queue: QueueEvent,
  name: QueueName,
  t: number,
): { since: number | null; most: number } {
  const timeline = session.queues.get(queueKey(queue));
  const entries = timeline?.entries ?? [];
  let [since, most] = [null as number | null, 0];
  for (let i = (timeline?.countUpTo(t) ?? 0) - 1; i >= 0; i--) {
    const entry = entries[i];
    const len = entry?.[name].len ?? 0;
    if (len === 0 && since !== null) break;
    if (len === 0 || !entry) continue;
    since = entry.t;
    most = Math.max(most, len);
  }
  return { since, most };
}

/** Which queue stood in the way: with cookies always on the SYN queue, since none gets into it. Null where it was none. */
export function queueOf({ gauge }: RefusalEvent): QueueName | null {
  if (gauge === 'accept') return gauge;
  return gauge === 'syn' || gauge === 'three-quarters' || gauge === 'always-cookies' ? 'syn' : null;
}

/** Who sent what was refused, `address:port`. */
export const peerOf = ({ socket }: RefusalEvent): string => socket.slice(socket.indexOf('-') + 1);

const isOf = (refusal: RefusalEvent, queue: QueueEvent, name: QueueName): boolean =>
  refusal.host === queue.host && isListenerOf(queue, refusal.socket) && queueOf(refusal) === name;

/** Whether a socket's label, as in StateEvent, is of this listener or of a connection that came to it. */
function isListenerOf({ port, family }: QueueEvent, label: string): boolean {
  const local = label.slice(0, label.indexOf('-'));
  return (local.startsWith('[') ? 'ipv6' : 'ipv4') === family && local.endsWith(`:${port}`);
}
