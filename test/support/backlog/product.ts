/** The table by a lab, as its user sees it: settings turned, crowds called, and what the lab tells of its queues. */
import type { CrowdEvent, Event, QueueEvent, RefusalEvent } from '../../../src-main/common/protocol/events.ts';
import type { Stage } from '../../../src-main/common/protocol/crowds.ts';
import type { KnobName } from '../../../src-main/common/knobs/catalogue.ts';
import { Lab } from '../lab.ts';
import { CASES, COUNTERS, REASONS, synsFor, type Case, type CounterName, type Fill, type Row } from './table.ts';

/** A gauge that promised another number of places than there were. */
export interface WrongGauge {
  of: Case;
  queue: 'syn' | 'accept';
  promised: number;
  fit: number;
}

const FIRST_PORT = 8000;
/** A client's SYN and its ACK are two looks at the counters, and a lab makes only so many a second (core/refusals.ts). */
const CLIENTS_PER_SECOND = 200;

const reasonOf = ({ what, how, gauge, untold }: RefusalEvent): string => {
  if (untold === 0 && what === 'syn') {
    if (how === 'cookie') return REASONS.cookie;
    if (gauge === 'syn' || gauge === 'accept') return REASONS[gauge];
    if (gauge === 'three-quarters') return REASONS.quarter;
  }
  return [what, how, gauge, `${untold} untold`].join(' ');
};

/** What a lab tells from now on of one listener, and how to bring clients there. */
class Listener {
  readonly #lab: Lab;
  readonly #port: number;
  readonly #from: number;
  readonly #crowds: number[] = [];

  constructor(lab: Lab, port: number) {
    this.#lab = lab;
    this.#port = port;
    this.#from = lab.events.length;
  }

  get queue(): QueueEvent {
    const queue = this.#queues().at(-1);
    if (!queue) throw new Error(`no queues of port ${this.#port} are told`);
    return queue;
  }

  /** What was told of a crowd as it was called. */
  async crowd(stage: Stage, count: number): Promise<CrowdEvent> {
    const asked = {
      host: 'client',
      family: 'ipv4',
      port: this.#port,
      count,
      perSecond: CLIENTS_PER_SECOND,
      stage,
    } as const;
    const { crowd = 0 } = await this.#lab.client.request('crowd', asked);
    this.#crowds.push(crowd);
    return this.#lab.event((e): e is CrowdEvent => e.type === 'crowd' && e.crowd === crowd);
  }

  /** Resolves when all clients of a crowd have sent their SYNs. */
  async sent({ crowd, count }: CrowdEvent): Promise<void> {
    await this.#lab.event((e) => e.type === 'crowd' && e.crowd === crowd && e.opened === count);
  }

  /** Resolves when so many wait for accept(), or a SYN of the crowd was dropped. */
  async waitOrDropped(waiting: number, { firstPort }: CrowdEvent): Promise<void> {
    const end = `:${this.#port}-10.0.0.1:${firstPort}`;
    await this.#lab.event(
      (e) =>
        (e.type === 'queue' && e.port === this.#port && e.accept.len === waiting) ||
        (e.type === 'refusal' && e.how === 'dropped' && e.socket.endsWith(end)),
    );
  }

  get mostHalfOpen(): number {
    return Math.max(...this.#queues().map(({ syn }) => syn.len));
  }

  fill(fit: number): Fill {
    const refused: Record<string, number> = {};
    const counters: Partial<Record<CounterName, number>> = {};
    for (const event of this.#told())
      if (event.type === 'refusal') refused[reasonOf(event)] = (refused[reasonOf(event)] ?? 0) + 1;
      else if (event.type === 'counter' && event.host === 'server') {
        const name = COUNTERS.find((each) => event.name === `TcpExt${each}`);
        if (name) counters[name] = (counters[name] ?? 0) + event.delta;
      }
    return { fit, refused, counters };
  }

  async leave(): Promise<void> {
    await Promise.all(this.#crowds.map((crowd) => this.#lab.client.request('stop-crowd', { crowd })));
    for (const crowd of this.#crowds)
      await this.#lab.event((e) => e.type === 'crowd' && e.crowd === crowd && e.state === 'over');
    await this.#lab.settle();
  }

  #told(): Event[] {
    return this.#lab.events.slice(this.#from);
  }

  #queues(): QueueEvent[] {
    return this.#told().filter((e): e is QueueEvent => e.type === 'queue' && e.port === this.#port);
  }
}

/** The SYNs arrive at once: the kernel gives up the first entries before their time while it has many (reqsk_timer_handler). */
async function fillSynQueue(lab: Lab, of: Case, listener: Listener): Promise<Fill> {
  await lab.wire({ do: 'stop' });
  await listener.sent(await listener.crowd('syn-sent', synsFor(of)));
  await lab.wire({ do: 'run' });
  await lab.settle();
  return listener.fill(listener.mostHalfOpen);
}

/** Two halves that fit and then one by one, so that nobody is half-open when the last place is taken. */
async function fillAcceptQueue(lab: Lab, of: Case, listener: Listener): Promise<Fill> {
  const half = Math.floor(of.backlog / 2);
  const ones = Array<number>(synsFor(of) - 2 * half).fill(1);
  let called = 0;
  for (const count of [half, half, ...ones].filter((clients) => clients > 0)) {
    called += count;
    await listener.waitOrDropped(called, await listener.crowd('established', count));
  }
  await lab.settle();
  return listener.fill(listener.queue.accept.len);
}

/** Measures in a lab of its own. */
export async function productTable(): Promise<{ rows: Row[]; wrongGauges: WrongGauge[] }> {
  await using lab = await Lab.open();
  // A client whose SYN was dropped would send it again.
  await lab.rule('drop every retransmission from client');
  const wrongGauges: WrongGauge[] = [];
  let port = FIRST_PORT;
  const set = (name: KnobName, value: number): Promise<unknown> =>
    lab.client.request('knob', { host: 'server', name, value: String(value) });

  async function measured(of: Case, queue: WrongGauge['queue'], fill: typeof fillSynQueue): Promise<Fill> {
    await set('tcp_syncookies', of.cookies);
    await set('tcp_max_syn_backlog', of.maxSynBacklog);
    await lab.settle();
    const listener = new Listener(lab, ++port);
    const socket = await lab.listener(port, of.backlog);
    const promised = listener.queue[queue].max;
    const filled = await fill(lab, of, listener);
    if (promised !== filled.fit) wrongGauges.push({ of, queue, promised, fit: filled.fit });
    await listener.leave();
    await lab.call({ call: 'close', socket });
    return filled;
  }

  const halfOpen: Fill[] = [];
  for (const of of CASES) halfOpen.push(await measured(of, 'syn', fillSynQueue));
  const waiting: Fill[] = [];
  for (const of of CASES) waiting.push(await measured(of, 'accept', fillAcceptQueue));
  return { rows: CASES.map((_, i) => ({ halfOpen: halfOpen[i]!, waiting: waiting[i]! })), wrongGauges };
}
