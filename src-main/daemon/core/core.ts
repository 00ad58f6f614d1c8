/** The core's one loop: commands, frames, timers and waiting calls, each in its turn, on one thread. */
import { availableParallelism } from 'node:os';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { LabError } from '../../common/protocol/errors.ts';
import type { Host } from '../../common/protocol/events.ts';
import { LabClock } from '../../linux/clock.ts';
import { Counters } from '../../linux/counters.ts';
import { check, libc } from '../../linux/libc.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import { DiagSocket } from '../../linux/netlink/diag-socket.ts';
import { POLLHUP, POLLIN, PollSet } from '../../linux/poll-set.ts';
import { comeFirst, takeShortTurns, wakeOnTime } from '../../linux/scheduling.ts';
import type { CrowdDeed, CrowdResult } from '../../common/protocol/crowds.ts';
import { chooseEngine } from './choose-engine.ts';
import { Crowds } from './crowds.ts';
import { Deadlines } from './deadlines.ts';
import { Endpoints } from './endpoints.ts';
import { KnobDesk } from './knob-desk.ts';
import { buildLabNetwork } from './lab-network.ts';
import { Listeners } from './listeners.ts';
import { Lookout } from './lookout.ts';
import type { Answer, FromCore, Outcome, ToCore } from './messages.ts';
import { Outbox } from './outbox.ts';
import { probeQueues } from './probe-queues.ts';
import type { QueueEntries } from './queue-entries.ts';
import { QueueRules } from './queue-rules.ts';
import { Refusals } from './refusals.ts';
import { Sampler } from './sampler.ts';
import { SynFlood } from './syn-flood.ts';
import { WireDesk } from './wire-desk.ts';
import { WireLoop, prepareRings } from './wire-loop.ts';

/** Seconds between two looks at what announces itself neither by a segment nor by a call of ours. */
const BEAT = 0.25;
/** How much earlier a beat may be, for a good moment. */
const EARLY = 0.05;
/** Frames alone are posted so often: each post wakes two processes, which want the CPU that the wire needs. */
const FLUSH_EVERY = 0.005;
/** However busy the wire is, nothing waits longer than so to be told: traffic that never pauses must not keep an answer back. */
const FLUSH_LATEST = 0.02;
const FORGET_CLOSED_AFTER = 5;
/** A fence takes in what is on the wire when it is asked for, but does not wait for traffic that never ends. */
const FENCE_TURNS = 64;
/** µs on the CPU at a time: no frame should wait for another program's turn to end, nor a batch be torn apart. */
const TURN = 300;
/** Coming before all others is for PCs on which they can turn to another CPU. */
const MAY_COME_FIRST = availableParallelism() > 1;
const STDIN = 0;
const EFD_CLOEXEC_NONBLOCK = 0o2004000;

export class Core {
  readonly #port: MessagePort;
  readonly #clock = new LabClock();
  readonly #outbox: Outbox;
  readonly #wake = check(libc.eventfd(0, EFD_CLOEXEC_NONBLOCK), 'eventfd');
  readonly #deadlines = new Deadlines();
  readonly #refusals: Refusals;
  readonly #sampler: Sampler;
  readonly #wireEnd: Namespace;
  readonly #wire: WireLoop;
  readonly #desk: WireDesk;
  readonly #knobs: KnobDesk;
  readonly #lookout: Lookout;
  readonly #queueEntries: QueueEntries;
  readonly #endpoints: Endpoints;
  readonly #crowds: Crowds;
  readonly #flood: SynFlood;
  readonly #poll = new PollSet();
  readonly #drained = new Uint8Array(8);
  #comesFirst = false;
  #nextBeat = 0;
  #nextFlush = 0;
  /** When something came into the outbox that was empty. */
  #waitsSince = 0;
  #status: number | null = null;

  /** Builds the lab. Throws LabError when this PC cannot have one. */
  constructor(port: MessagePort, shared: SharedArrayBuffer) {
    takeShortTurns(TURN);
    wakeOnTime();
    this.#port = port;
    this.#outbox = new Outbox(port, shared);
    const network = buildLabNetwork();
    const rings = within(network.wire, prepareRings);
    const engine = chooseEngine(network.wire);
    const { client, server } = network;
    const diag = { client: new DiagSocket(client), server: new DiagSocket(server) };
    const counters = { client: new Counters(client), server: new Counters(server) };
    const limits = probeQueues(network.wire);
    const rules = { client: new QueueRules(limits, client), server: new QueueRules(limits, server) };
    const listeners = new Listeners(diag, this.#outbox, rules);
    this.#queueEntries = listeners.entries;
    this.#refusals = new Refusals(diag, counters, this.#outbox, listeners);
    this.#sampler = new Sampler(diag, this.#outbox, listeners, this.#deadlines, this.#refusals, () => {
      // The counter that ticked for what the kernel refused belongs to this moment.
      this.#nextBeat = 0;
    });
    this.#wireEnd = network.wire;
    this.#wire = within(network.wire, () => new WireLoop(this.#clock, this.#outbox, this.#sampler, rings));
    this.#desk = new WireDesk(this.#wire.hand, this.#clock, this.#outbox);
    this.#lookout = new Lookout(this.#wire.flows, this.#sampler, listeners);
    this.#endpoints = new Endpoints({
      namespaces: { client, server },
      clock: this.#clock,
      outbox: this.#outbox,
      sampler: this.#sampler,
      listeners,
      flows: this.#wire.flows,
    });
    const parts = { clock: this.#clock, outbox: this.#outbox, listeners, wire: this.#wire };
    this.#crowds = new Crowds({ ...parts, client, sampler: this.#sampler, flows: this.#wire.flows });
    this.#flood = within(network.wire, () => new SynFlood({ ...parts, refusals: this.#refusals }));
    this.#rehearse(diag);
    this.#clock.startNow();
    const [wake, epoch, readyMs] = [this.#wake, this.#clock.epoch, performance.now()];
    port.postMessage({ kind: 'ready', wake, epoch, engine, readyMs } satisfies FromCore);
    // It reads dozens of files, which takes no longer than the host takes to hear that the lab is ready.
    const onTurned = (host: Host, t: number): void => listeners.turned(host, t);
    this.#knobs = new KnobDesk({ client, server }, this.#clock, this.#outbox, onTurned);
  }

  /** The first time anything is done takes milliseconds; a first SYN should not spend them on the wire. */
  #rehearse(diag: Record<Host, DiagSocket>): void {
    const nobody = { local: new Uint8Array(4), localPort: 0, remote: new Uint8Array(4), remotePort: 0 };
    for (const host of ['client', 'server'] as const) diag[host].exact(nobody);
    this.#await(0);
    this.#wire.turn(null);
  }

  /** Returns the exit status when the serving thread says `quit`; ends the process at once when the host has gone. */
  run(): number {
    let busy = false;
    // A `quit` that came before the serving thread knew how to wake us.
    this.#takeCommands();
    while (this.#status === null) {
      const now = this.#clock.now();
      const next = Math.min(
        this.#nextBeat,
        this.#deadlines.next,
        this.#lookout.next,
        this.#queueEntries.next,
        this.#wire.next,
        this.#crowds.next,
        this.#flood.next,
        this.#outbox.isEmpty ? Infinity : this.#nextFlush,
      );
      // Should somebody set the PC's clock back, no wait may last until it has caught up.
      const commands = this.#await(busy ? 0 : Math.min(BEAT, Math.max(0, next - now)));
      if (commands) this.#takeCommands();
      this.#keepTime();
      this.#endpoints.lookAtUsed();
      const wasBusy = busy;
      busy = this.#wire.turn(this.#poll);
      this.#endpoints.resume(this.#poll);
      this.#endpoints.lookAtUsed();
      const t = this.#clock.now();
      this.#sampler.fireTimers(t);
      this.#lookout.atTraffic(t);
      this.#queueEntries.tell(t, busy);
      this.#crowds.turn(t);
      this.#flood.turn(t);
      this.#desk.tell(t);
      // Just after traffic is the moment at which a beat is least likely to keep a frame waiting.
      const early = wasBusy && !busy ? EARLY : 0;
      if (t >= this.#nextBeat - early || this.#nextBeat - t > BEAT) this.#beat(t);
      this.#post(t, busy);
    }
    return this.#status;
  }

  /** While a link delays frames, other programs of the PC must not delay them further. */
  #keepTime(): void {
    const comesFirst = MAY_COME_FIRST && this.#wire.hand.keepsTime;
    if (comesFirst === this.#comesFirst) return;
    this.#comesFirst = comesFirst;
    if (comesFirst) comeFirst();
    else takeShortTurns(TURN);
  }

  #post(t: number, busy: boolean): void {
    const outbox = this.#outbox;
    if (outbox.isEmpty) {
      this.#waitsSince = t;
      return;
    }
    // The second half: the PC's clock was set back.
    const due = t >= this.#nextFlush || this.#nextFlush - t > FLUSH_EVERY;
    const isLate = Math.abs(t - this.#waitsSince) > FLUSH_LATEST;
    if (!outbox.isFull && !isLate && (busy || !(due || outbox.isUrgent))) return;
    outbox.flush(t);
    this.#waitsSince = t;
    this.#nextFlush = t + FLUSH_EVERY;
  }

  /** Waits for something to do; true if there are commands. */
  #await(seconds: number): boolean {
    const poll = this.#poll;
    poll.clear();
    const wake = poll.add(this.#wake, POLLIN);
    const host = poll.add(STDIN, 0);
    this.#wire.addTo(poll);
    this.#endpoints.addTo(poll);
    poll.wait(seconds);
    // Should the serving thread be stuck when the host dies, nobody else would notice.
    if (poll.revents(host) & POLLHUP) libc.exit(0);
    return poll.revents(wake) !== 0;
  }

  #takeCommands(): void {
    libc.read(this.#wake, this.#drained, 8);
    for (let received = receiveMessageOnPort(this.#port); received; received = receiveMessageOnPort(this.#port))
      this.#obey(received.message as ToCore);
  }

  #obey(command: ToCore): void {
    if (command.kind === 'quit') this.#status = command.status;
    else if (command.kind === 'netem') within(this.#wireEnd, () => this.#wire.setNetem(command.from, command.netem));
    else if (command.kind === 'wire') this.#answer(command.id, () => this.#desk.obey(command.command));
    else if (command.kind === 'crowds') this.#answer(command.id, () => this.#crowd(command.deed));
    else if (command.kind === 'knob') this.#answer(command.id, () => this.#knobs.set(command.setting));
    else if (command.kind === 'knobs') this.#answer(command.id, () => this.#knobs.list());
    else if (command.kind === 'fence') {
      for (let turns = 0; turns < FENCE_TURNS && this.#wire.turn(null); turns++);
      this.#tellCounters(this.#clock.now());
      this.#outbox.reply(command.id, []);
    } else {
      const outcomes: Outcome[] = [];
      let open = command.calls.length;
      if (open === 0) this.#outbox.reply(command.id, outcomes);
      command.calls.forEach((call, i) =>
        this.#endpoints.make(call, (outcome) => {
          outcomes[i] = outcome;
          if (--open === 0) this.#outbox.reply(command.id, outcomes);
        }),
      );
    }
  }

  #crowd(deed: CrowdDeed): CrowdResult {
    if (deed.do === 'crowd') return { crowd: this.#crowds.start(deed.params) };
    if (deed.do === 'stop-crowd') this.#crowds.stop(deed.crowd);
    else if (deed.do === 'flood') this.#flood.start(deed.params);
    else this.#flood.stop();
    return {};
  }

  #answer(id: number, deed: () => Answer): void {
    try {
      this.#outbox.reply(id, [{ ok: deed() }]);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.#outbox.reply(id, [{ error: error.toJSON() }]);
    }
  }

  #beat(t: number): void {
    this.#nextBeat = t + BEAT;
    this.#tellCounters(t);
    this.#wire.sweep(t);
    this.#wire.flows.forgetClosed(t, FORGET_CLOSED_AFTER);
    this.#lookout.atRest(t, BEAT);
  }

  #tellCounters(t: number): void {
    for (const host of ['client', 'server'] as const) this.#refusals.tellCounters(host, t);
  }
}
