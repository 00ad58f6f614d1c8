/**
 * Four rules that are promised to the word, each tried on real connections: which segments it touched, by number and
 * flags, that it touched no other, and that TCP went on as it does.
 */
import type { Host, RuleEvent, SegmentEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import type { Connection, Lab } from './lab.ts';

/** One trial in a lab with a listener; answers with what was not as it has to be, in sentences. */
export type Trial = (lab: Lab, listener: number) => Promise<string[]>;

/** Where a trial's listener listens. */
export const PORT = 80;

export const NAMED_RULES = {
  'drop 2nd SYN,ACK from server': async (lab, listener) => {
    const run = await begin(lab, 'drop 2nd SYN,ACK from server');
    const connections = [await lab.connection(listener, PORT), await lab.connection(listener, PORT)];
    await lab.settle();
    const segments = run.segments();
    const [first, dropped] = segments.filter(is('server', 'SYN,ACK'));
    const next = segments.find(({ id, flags }) => id > (dropped?.id ?? 0) && flags.startsWith('SYN'));
    const before = segments.findLast(({ id, from }) => id <= (dropped?.id ?? 0) && from === next?.from);
    const faults = [
      ...run.untouchedBut([[dropped, `lost ${run.name}`]]),
      ...(await run.hits(1)),
      ...unless(first?.dst !== dropped?.dst, 'The second SYN,ACK is that of the first connection.'),
      // Both kernels wait for a second (RFC 6298, section 2.1), each from what it sent; either may be the first.
      ...timely('The handshake goes on', gap(before, next), 1),
    ];
    for (const connection of connections) await abort(lab, connection);
    return faults;
  },

  "hold FIN from client until the server's 1st retransmission": async (lab, listener) => {
    const connection = await lab.connection(listener, PORT);
    const { client, server, serverEnd } = connection;
    const run = await begin(lab, "hold FIN from client until the server's 1st retransmission");
    const losing = await lab.rule('drop 1st data segment from server');
    const rto = await rtoOf(lab, server);
    await lab.call({ call: 'send', socket: server, text: 'lost once' });
    await lab.call({ call: 'shutdown', socket: client, how: 'write' });
    const [atClient, atServer] = [await readAll(lab, client, 9), await readAll(lab, server)];
    await lab.settle();
    const segments = run.segments();
    const [lost, again] = segments.filter(({ from, len }) => from === 'server' && len > 0);
    const fins = segments.filter(is('client', 'FIN,ACK'));
    const held = fins.filter(({ id }) => id < (again?.id ?? 0));
    const closeWait = lab.states().find(({ socket, to }) => socket === serverEnd && to === 'CLOSE_WAIT');
    const faults = [
      ...run.untouchedBut([
        ...held.map((fin): Touched => [fin, `delivered ${run.name}`]),
        [lost, `lost rule:${losing}`],
      ]),
      ...unless(held.length > 0, 'No FIN was held.'),
      ...unless(run.wereHeld(held), 'A FIN that came before the retransmission was not told as held.'),
      ...unless(
        held.every(({ deliveredAt }) => (deliveredAt ?? 0) >= (again?.deliveredAt ?? Infinity)),
        'A FIN arrived before the retransmission that it has to wait for.',
      ),
      ...(await run.hits(held.length)),
      ...same('The server leaves ESTABLISHED by', closeWait?.cause, { segment: held[0]?.id }),
      ...timely('The server sends again', gap(lost, again), rto, 0.2),
      ...same('The client reads', atClient, 'lost once'),
      ...same('The server reads', atServer, ''),
    ];
    await lab.wire({ do: 'remove-rule', rule: losing });
    await abort(lab, connection);
    return faults;
  },

  'duplicate 3rd data segment': async (lab, listener) => {
    const connection = await lab.connection(listener, PORT);
    const { client, server } = connection;
    const run = await begin(lab, 'duplicate 3rd data segment');
    const words = ['one', 'two', 'three', 'four', 'five'];
    const read: string[] = [];
    for (const [i, text] of words.entries()) {
      const [from, to] = i % 2 === 0 ? [client, server] : [server, client];
      await lab.call({ call: 'send', socket: from, text });
      read.push((await lab.call({ call: 'recv', socket: to, max: 100 })).text ?? '');
    }
    await lab.call({ call: 'shutdown', socket: client, how: 'write' });
    const rest = await readAll(lab, server);
    await lab.settle();
    const segments = run.segments();
    const data = segments.filter(({ len, origin }) => len > 0 && origin === undefined);
    const third = data[2];
    const copy = segments.find(({ origin }) => origin !== undefined);
    const right = (third?.seq ?? 0) + (third?.len ?? 0);
    const answers = segments.filter(({ id, from }) => from === 'server' && id > (copy?.id ?? Infinity));
    const told = answers.flatMap(({ options }) => options.filter(({ kind }) => kind === 'sack'))[0];
    const faults = [
      ...run.untouchedBut([[copy, `delivered ${run.name} of ${third?.id}`]]),
      ...(await run.hits(1)),
      ...same('Data segments', data.length, words.length),
      ...same('The copy is', contentOf(copy), contentOf(third)),
      // RFC 2883, section 4: what came twice is told by a SACK block that was acknowledged before.
      ...same('The copy is answered with', told, { kind: 'sack', blocks: [[third?.seq, right % 2 ** 32]] }),
      ...same('The programs read', read, words),
      ...same('Then the server reads', rest, ''),
    ];
    await abort(lab, connection);
    return faults;
  },

  'drop every ACK from client after FIN from server, 3 times': async (lab, listener) => {
    const connection = await lab.connection(listener, PORT);
    const { client, server, serverEnd } = connection;
    const run = await begin(lab, 'drop every ACK from client after FIN from server, 3 times');
    // An ACK before the FIN is none of the rule's.
    await lab.call({ call: 'send', socket: server, text: 'before' });
    await readAll(lab, client, 6);
    await lab.event((e) => e.type === 'segment' && e.id > run.mark && e.from === 'client' && e.fate === 'delivered');
    const rto = await rtoOf(lab, server);
    await lab.call({ call: 'shutdown', socket: server, how: 'write' });
    const rest = await readAll(lab, client);
    const { cause } = (await lab.state('server', serverEnd, 'FIN_WAIT2')) as StateEvent;
    await lab.settle();
    const segments = run.segments();
    const fins = segments.filter(is('server', 'FIN,ACK'));
    const acks = segments.filter(({ id, from, flags }) => from === 'client' && flags === 'ACK' && id > fins[0]!.id);
    const [first, second, third, fourth] = fins;
    const faults = [
      ...run.untouchedBut(acks.slice(0, 3).map((ack): Touched => [ack, `lost ${run.name}`])),
      ...(await run.hits(3)),
      ...same('FINs from the server, ACKs of them', [fins.length, acks.length], [4, 4]),
      ...same('The server gets to FIN_WAIT2 by', cause, { segment: acks[3]?.id }),
      ...same('After the FIN the client reads', rest, ''),
      ...timely('The 1st time, as a loss probe, the FIN is sent again', gap(first, second), rto, 0.2),
      ...timely('The 2nd time the FIN is sent again', gap(second, third), rto),
      ...timely('The 3rd time the FIN is sent again', gap(third, fourth), 2 * rto),
    ];
    await abort(lab, connection);
    return faults;
  },
} satisfies Record<string, Trial>;

/** A segment that a rule has to touch, and what becomes of it: its fate, by whom, and whose copy it is. */
type Touched = [segment: SegmentEvent | undefined, met: string];

/** What a rule does from when it is made. */
class TrialRun {
  readonly rule: number;
  /** The last segment before. */
  readonly mark: number;
  readonly #lab: Lab;

  constructor(lab: Lab, rule: number, mark: number) {
    this.#lab = lab;
    this.rule = rule;
    this.mark = mark;
  }

  /** As it stands in what it touches. */
  get name(): string {
    return `rule:${this.rule}`;
  }

  segments(): SegmentEvent[] {
    return this.#lab.segments().filter(({ id }) => id > this.mark);
  }

  /** Faults: what was touched and should not be, or the other way round. */
  untouchedBut(touched: Touched[]): string[] {
    const due = new Map(touched.map(([segment, met]) => [segment?.id, met]));
    const faults = unless(!due.has(undefined), 'A segment that the rule is for never came.');
    for (const { id, from, flags, fate, by, changed, origin } of this.segments()) {
      const met = [fate, by, changed, origin].filter((word) => word !== undefined).join(' ');
      faults.push(...same(`#${id} ${flags} from ${from}`, met, due.get(id) ?? 'delivered'));
    }
    return faults;
  }

  wereHeld(segments: SegmentEvent[]): boolean {
    const held = this.#lab.events.filter((e): e is SegmentEvent => e.type === 'segment' && e.fate === 'held');
    return segments.every(({ id }) => held.some((one) => one.id === id && one.by === this.name));
  }

  /** Takes the rule away, which tells how often it has acted. */
  async hits(asked: number): Promise<string[]> {
    await this.#lab.wire({ do: 'remove-rule', rule: this.rule });
    const { hits } = await this.#lab.event(
      (e): e is RuleEvent => e.type === 'rule' && e.rule === this.rule && e.state === 'removed',
    );
    return same('Hits', hits, asked);
  }
}

async function begin(lab: Lab, rule: string): Promise<TrialRun> {
  await lab.settle();
  const mark = lab.segments().at(-1)?.id ?? 0;
  return new TrialRun(lab, await lab.rule(rule), mark);
}

async function abort(lab: Lab, { client, server }: Connection): Promise<void> {
  for (const socket of [client, server]) await lab.call({ call: 'abort', socket });
}

/** What arrives, up to its end or so many bytes. */
async function readAll(lab: Lab, socket: number, most = Infinity): Promise<string> {
  let text = '';
  while (text.length < most) {
    const { bytes, text: more = '' } = await lab.call({ call: 'recv', socket, max: 4096 });
    if (!bytes) break;
    text += more;
  }
  return text;
}

/** The kernel's retransmission timeout for this socket, in seconds. */
async function rtoOf(lab: Lab, socket: number): Promise<number> {
  return ((await lab.call({ call: 'tcpinfo', socket })).info?.['rto'] ?? NaN) / 1e6;
}

const is =
  (host: Host, which: string) =>
  ({ from, flags }: SegmentEvent): boolean =>
    from === host && flags === which;

const contentOf = (segment: SegmentEvent | undefined): unknown[] =>
  segment ? [segment.from, segment.flags, segment.seq, segment.ack, segment.len] : [];

const gap = (before: SegmentEvent | undefined, after: SegmentEvent | undefined): number =>
  (after?.t ?? NaN) - (before?.t ?? NaN);

const unless = (holds: boolean, fault: string): string[] => (holds ? [] : [fault]);

function same(what: string, seen: unknown, due: unknown): string[] {
  const [is, should] = [JSON.stringify(seen), JSON.stringify(due)];
  return unless(is === should, `${what}: ${is} instead of ${should}.`);
}

/** The kernel's timers fire late by up to an eighth, never early. */
function timely(what: string, after: number, timeout: number, least = timeout): string[] {
  const [from, to] = [least - 0.001, timeout * 1.125 + 0.02];
  return unless(after >= from && after <= to, `${what} after ${after} s instead of ${least} s to ${to} s.`);
}
