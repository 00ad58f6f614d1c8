/** Clients by the dozen: each a real socket of the client's, opened at a rate and held at a stage of its handshake. */
import { LabError } from '../../common/protocol/errors.ts';
import { CROWD_MOST, type CrowdParams, type Stage } from '../../common/protocol/crowds.ts';
import type { CrowdCounts, CrowdEvent } from '../../common/protocol/events.ts';
import type { Rule } from '../../common/protocol/wire-control.ts';
import type { LabClock } from '../../linux/clock.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import * as sockets from '../../linux/sockets.ts';
import { parseAddress } from '../lab-addresses.ts';
import type { End, FlowTable } from './flows.ts';
import type { Listeners } from './listeners.ts';
import type { Outbox } from './outbox.ts';
import type { Sampler } from './sampler.ts';
import { noListener } from './syn-flood.ts';
import type { WireLoop } from './wire-loop.ts';

/** Seconds between two tellings. */
const TELL_EVERY = 0.05;
/** Clients opened in one turn of the core's loop, each some 50 µs. */
const AT_ONCE = 16;
/** Ports below those that the kernel chooses from (ip_local_port_range), so that a rule can mean a crowd's and no others. */
const [FIRST_PORT, END_OF_PORTS] = [10_000, 30_000];

interface Client {
  fd: number;
  end: End;
}

interface Crowd extends CrowdParams {
  number: number;
  firstPort: number;
  /** Of the wire, by which it is held; null when nothing holds it. */
  rule: number | null;
  clients: Client[];
  /** Clients that came to nothing before they had a connection. */
  failed: number;
  begun: number;
  /** Clients so far, also those that came to nothing. */
  opened: number;
  isEnding: boolean;
  told: string;
  toldAt: number;
}

export interface CrowdParts {
  client: Namespace;
  clock: LabClock;
  outbox: Outbox;
  sampler: Sampler;
  listeners: Listeners;
  flows: FlowTable;
  wire: WireLoop;
}

const seconds = (): number => performance.now() / 1000;

/** What holds a crowd at a stage; null for one that nothing holds. */
function holdingRule(stage: Stage, first: number, last: number): Rule | null {
  const ports = { minClientPort: first, maxClientPort: last };
  const which = { kind: 'each' } as const;
  if (stage === 'syn-sent')
    return {
      action: { kind: 'drop' },
      match: { from: 'server', set: ['SYN', 'ACK'], clear: ['FIN', 'RST'], ...ports },
      which,
    };
  if (stage === 'third-held')
    return {
      action: { kind: 'hold' },
      match: { from: 'client', set: ['ACK'], clear: ['FIN', 'SYN', 'RST'], data: false, ...ports },
      which,
    };
  return null;
}

/** Where a client has got, by what the kernels said last of both ends. */
function standing({ end }: Client): keyof CrowdCounts {
  if (end.state === 'CLOSED') return 'gone';
  if (end.state === 'SYN_SENT' || end.state === 'SYN_RECV') return 'synSent';
  const server = end.flow.server.state;
  if (server === 'SYN_RECV') return 'thirdHeld';
  return server === 'CLOSED' ? 'alone' : 'established';
}

export class Crowds {
  readonly #parts: CrowdParts;
  readonly #crowds = new Map<number, Crowd>();
  #called = 0;
  #nextPort = FIRST_PORT;
  #next = Infinity;

  constructor(parts: CrowdParts) {
    this.#parts = parts;
  }

  /** Lab time at which the next client is due; Infinity when all are there. */
  get next(): number {
    return this.#next;
  }

  /** Answers with the crowd's number. Throws LabError, with nothing opened. */
  start(params: CrowdParams): number {
    const { clock, listeners, wire } = this.#parts;
    const t = clock.now();
    const there = [...this.#crowds.values()].reduce((sum, { count }) => sum + count, 0);
    if (there + params.count > CROWD_MOST) throw tooMany(there);
    const local = parseAddress('server', params.family);
    if (!listeners.find('server', { local, localPort: params.port }, t)) throw noListener(params.port);
    if (this.#nextPort + params.count > END_OF_PORTS) this.#nextPort = FIRST_PORT;
    const firstPort = this.#nextPort;
    this.#nextPort += params.count;
    const rule = holdingRule(params.stage, firstPort, firstPort + params.count - 1);
    const crowd: Crowd = {
      ...params,
      number: ++this.#called,
      firstPort,
      rule: rule && wire.hand.addRule(rule),
      clients: [],
      failed: 0,
      begun: seconds(),
      opened: 0,
      isEnding: false,
      told: '',
      toldAt: -Infinity,
    };
    this.#crowds.set(crowd.number, crowd);
    this.#next = t;
    this.#tell(crowd, t);
    return crowd.number;
  }

  /**
   * Begins to take every client's socket away, what the server keeps of it, and what holds it. Throws LabError when
   * there is no such crowd.
   */
  stop(number: number): void {
    const crowd = this.#crowds.get(number);
    if (!crowd) throw new LabError('no-such-crowd', `There is no crowd ${number}.`);
    crowd.isEnding = true;
    this.#next = this.#parts.clock.now();
  }

  /** Opens the clients that are due or closes some of those that are to go, and tells what has changed. */
  turn(t: number): void {
    if (this.#crowds.size === 0) return;
    let next = Infinity;
    for (const crowd of this.#crowds.values()) {
      next = Math.min(next, t + (crowd.isEnding ? this.#goOnEnding(crowd) : this.#goOnOpening(crowd)));
      // The second half: the PC's clock was set back.
      if (t >= crowd.toldAt + TELL_EVERY || crowd.toldAt > t) this.#tell(crowd, t);
    }
    this.#next = next;
  }

  /** Seconds until there is more to do. */
  #goOnOpening(crowd: Crowd): number {
    const { count, begun, perSecond } = crowd;
    if (crowd.opened === count) return Infinity;
    const due = Math.min(count, Math.floor((seconds() - begun) * perSecond) + 1) - crowd.opened;
    if (due > 0) this.#open(crowd, Math.min(due, AT_ONCE));
    return crowd.opened === count ? Infinity : Math.max(0, begun + crowd.opened / perSecond - seconds());
  }

  #goOnEnding(crowd: Crowd): number {
    for (const client of crowd.clients.splice(-AT_ONCE)) this.#close(crowd, client);
    if (crowd.clients.length > 0) return 0;
    if (crowd.rule !== null) this.#parts.wire.hand.endRule(crowd.rule);
    this.#crowds.delete(crowd.number);
    this.#tell(crowd, this.#parts.clock.now());
    return Infinity;
  }

  #close({ number }: Crowd, { fd, end }: Client): void {
    const wasConnecting = end.state === 'SYN_SENT';
    sockets.setLinger(fd, 0);
    sockets.close(fd);
    this.#parts.sampler.sample(end, this.#parts.clock.now(), { call: 'close' });
    // A kernel says nothing of a connection that it gives up so early: the server would go on repeating its SYN,ACK.
    if (wasConnecting) this.#parts.wire.resetServer(end.flow, `crowd:${number}`);
  }

  #open(crowd: Crowd, count: number): void {
    const { client, clock, flows, sampler } = this.#parts;
    const to = { address: parseAddress('server', crowd.family), port: crowd.port };
    const local = parseAddress('client', crowd.family);
    const fds = within(client, () => Array.from({ length: count }, () => sockets.openStream(crowd.family)));
    for (const fd of fds) {
      const port = crowd.firstPort + crowd.opened++;
      try {
        sockets.bind(fd, { address: local, port });
        sockets.connect(fd, to);
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        sockets.close(fd);
        crowd.failed++;
        continue;
      }
      const tuple = { local, localPort: port, remote: to.address, remotePort: to.port };
      const { client: end } = flows.open('client', tuple);
      end.passive = false;
      crowd.clients.push({ fd, end });
      sampler.sample(end, clock.now(), { call: 'connect' });
    }
  }

  #tell(crowd: Crowd, t: number): void {
    const { number, family, port, stage, count, perSecond, firstPort, rule, opened } = crowd;
    const counts: CrowdCounts = { synSent: 0, thirdHeld: 0, established: 0, alone: 0, gone: crowd.failed };
    for (const client of crowd.clients) counts[standing(client)]++;
    const state = stateOf(crowd);
    const told = JSON.stringify([state, opened, counts]);
    crowd.toldAt = t;
    if (told === crowd.told) return;
    crowd.told = told;
    const ports = { firstPort, lastPort: firstPort + count - 1 };
    const asked = { crowd: number, family, port, stage, count, perSecond, ...ports, rule };
    this.#parts.outbox.event({ type: 'crowd', t, ...asked, state, opened, counts });
  }
}

function stateOf({ isEnding, clients, opened, count }: Crowd): CrowdEvent['state'] {
  if (isEnding) return clients.length > 0 ? 'ending' : 'over';
  return opened < count ? 'opening' : 'open';
}

const tooMany = (there: number): LabError =>
  new LabError(
    'too-many-clients',
    there === 0
      ? `At most ${CROWD_MOST} clients of crowds can be there.`
      : `At most ${CROWD_MOST} clients of crowds can be there at a time, and ${there} are.`,
    'Stop a crowd, or call a smaller one.',
  );
