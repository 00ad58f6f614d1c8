/**
 * One lab's session: a fold over its events, from which everything that a screen shows of any moment is looked up.
 * Nothing in it is ever taken back, so the past is asked for with a time and costs a bisection, not a replay.
 */
import type {
  ActionEvent,
  CallEvent,
  CrowdEvent,
  DifferenceEvent,
  Event,
  AnswerEvent,
  ExpectEvent,
  FloodEvent,
  FrameEvent,
  Host,
  KnobEvent,
  KnobsEvent,
  LabEvent,
  QueueEntriesEvent,
  QuestionEvent,
  QueueEvent,
  RefusalEvent,
  ResultEvent,
  SegmentEvent,
  SocketEvent,
  StateEvent,
  StepEvent,
  WarningEvent,
} from '../protocol/events.ts';
import { Connections } from './connections.ts';
import { LadderRows } from './ladder-rows.ts';
import { SegmentTable } from './segment-table.ts';
import { TimedSegments } from './timed-segments.ts';
import { Timeline } from './timeline.ts';
import { WireHistory } from './wire-history.ts';

/** One socket of a host, known by its addresses; a listener's remote is `*`. */
export interface SessionSocket {
  readonly host: Host;
  /** As in StateEvent. */
  readonly label: string;
  readonly states: Timeline<StateEvent>;
  readonly figures: Timeline<SocketEvent>;
  /** The lab's own name of it, while a program of the lab has it open. */
  handle: number | null;
}

export interface CounterPoint {
  t: number;
  delta: number;
  /** Since the session began. */
  total: number;
}

/** Something of the batch that has a place in time. */
type Moment =
  | { t: number; kind: 'start' | 'end'; row: number; event: SegmentEvent | FrameEvent }
  | { t: number; kind: 'state'; event: StateEvent }
  | { t: number; kind: 'call' | 'return'; index: number; event: CallEvent }
  | { t: number; kind: 'step' | 'difference' | 'refusal' | 'warning'; index: number };

/** Names a listener's queues. */
export const queueKey = ({ host, port, family }: Pick<QueueEvent, 'host' | 'port' | 'family'>): string =>
  `${host}:${port}:${family}`;

const other = (host: Host): Host => (host === 'client' ? 'server' : 'client');

export class Session {
  lab: LabEvent | null = null;
  readonly connections = new Connections();
  readonly segments = new SegmentTable(this.connections);
  readonly timed = new TimedSegments(this.segments, this.connections);
  readonly rows = new LadderRows();
  readonly states: StateEvent[] = [];
  readonly calls: CallEvent[] = [];
  readonly steps: StepEvent[] = [];
  /** What the lesson was about to do, and where it waited to be let go on. */
  readonly actions: ActionEvent[] = [];
  readonly expectations: ExpectEvent[] = [];
  /** In the order in which they were asked; the answer is null until the run has given it. */
  readonly questions: { asked: QuestionEvent; answer: AnswerEvent | null }[] = [];
  readonly differences: DifferenceEvent[] = [];
  readonly refusals: RefusalEvent[] = [];
  readonly warnings: WarningEvent[] = [];
  readonly results: ResultEvent[] = [];
  readonly wire = new WireHistory();
  /** By the crowd's number, in the order in which they were called. */
  readonly crowds = new Map<number, Timeline<CrowdEvent>>();
  readonly floods = new Timeline<FloodEvent>();
  /** By `host label`. */
  readonly sockets = new Map<string, SessionSocket>();
  /** By `queueKey`. */
  readonly queues = new Map<string, Timeline<QueueEvent>>();
  readonly entries = new Map<string, Timeline<QueueEntriesEvent>>();
  /** By `host name`; only those that were ever changed. */
  readonly knobs = new Map<string, Timeline<KnobEvent>>();
  /** What the lab began with; null when it was not told. */
  settings: KnobsEvent | null = null;
  /** By `host name`. */
  readonly counters = new Map<string, Timeline<CounterPoint>>();
  /** Segments that a host's kernel refused, counted over time, also those that were not looked at one by one. */
  readonly refused = new Map<Host, Timeline<CounterPoint>>();
  /** Lab time of the latest event. */
  end = 0;

  readonly #callIndex = new Map<number, number>();
  /** The ladder row of the newest call of each name on each host. */
  readonly #callRow = new Map<string, number>();
  readonly #rowOfCall = new Map<number, number>();
  readonly #returnRowOfCall = new Map<number, number>();

  append(events: readonly Event[]): void {
    const moments: Moment[] = [];
    for (const event of events) this.#take(event, moments);
    moments.sort((a, b) => a.t - b.t);
    for (const moment of moments) this.#place(moment);
  }

  /** Ladder rows of a call, by its index: where it was made and, if something came in between, where it returned. */
  rowsOfCall(call: number): number[] {
    const rows = [this.#rowOfCall.get(call), this.#returnRowOfCall.get(call)];
    return rows.filter((row) => row !== undefined);
  }

  #take(event: Event, moments: Moment[]): void {
    if (event.type === 'lab') {
      this.lab = event;
      return;
    }
    if (event.t > this.end) this.end = event.t;
    switch (event.type) {
      case 'segment':
      case 'frame': {
        const { row, isNew } = this.segments.put(event);
        if (event.by ?? event.changed ?? event.origin) this.wire.note(event);
        if (event.type === 'segment') this.timed.take(event, row, isNew);
        if (isNew) moments.push({ t: event.t, kind: 'start', row, event });
        if (event.fate === 'delivered' || event.fate === 'lost')
          moments.push({ t: event.deliveredAt ?? event.t, kind: 'end', row, event });
        if (event.deliveredAt !== null && event.deliveredAt > this.end) this.end = event.deliveredAt;
        break;
      }
      case 'state':
        this.states.push(event);
        this.#socket(event).states.add(event);
        this.timed.takeState(event);
        moments.push({ t: event.t, kind: 'state', event });
        break;
      case 'socket':
        this.#socket(event).figures.add(event);
        this.timed.takeSocket(event);
        break;
      case 'call':
        this.#takeCall(event, moments);
        break;
      case 'wire':
      case 'rule':
      case 'impairment':
      case 'link':
        this.wire.take(event);
        break;
      case 'queue':
        timelineIn(this.queues, queueKey(event)).add(event);
        break;
      case 'queue-entries':
        timelineIn(this.entries, queueKey(event)).add(event);
        break;
      case 'crowd':
        timelineIn(this.crowds, event.crowd).add(event);
        break;
      case 'flood':
        this.floods.add(event);
        break;
      case 'counter':
        count(timelineIn(this.counters, `${event.host} ${event.name}`), event.t, event.delta);
        break;
      case 'knob':
        timelineIn(this.knobs, `${event.host} ${event.name}`).add(event);
        break;
      case 'knobs':
        this.settings = event;
        break;
      case 'step':
        moments.push({ t: event.t, kind: 'step', index: this.steps.push(event) - 1 });
        break;
      case 'difference':
        moments.push({ t: event.t, kind: 'difference', index: this.differences.push(event) - 1 });
        break;
      case 'refusal':
        count(timelineIn(this.refused, event.host), event.t, 1 + event.untold);
        moments.push({ t: event.t, kind: 'refusal', index: this.refusals.push(event) - 1 });
        break;
      case 'warning':
        moments.push({ t: event.t, kind: 'warning', index: this.warnings.push(event) - 1 });
        break;
      case 'question':
        this.questions.push({ asked: event, answer: null });
        break;
      case 'answer': {
        const open = this.questions.findLast(({ asked }) => asked.question === event.question);
        if (open) open.answer = event;
        break;
      }
      case 'action':
        this.actions.push(event);
        break;
      case 'expect':
        this.expectations.push(event);
        break;
      case 'result':
        this.results.push(event);
        break;
    }
  }

  #takeCall(event: CallEvent, moments: Moment[]): void {
    const known = this.#callIndex.get(event.id);
    const index = known ?? this.calls.length;
    this.calls[index] = event;
    this.#callIndex.set(event.id, index);
    this.#noteHandle(event);
    const t = known === undefined ? event.t : (event.endedAt ?? event.t);
    moments.push({ t, kind: known === undefined ? 'call' : 'return', index, event });
  }

  #place(moment: Moment): void {
    const { rows } = this;
    switch (moment.kind) {
      case 'start':
        rows.start(moment.row, moment.t, moment.event.from);
        break;
      case 'end':
        if (moment.event.fate === 'delivered') rows.arrive(moment.row, moment.t, other(moment.event.from));
        else rows.vanish(moment.row);
        break;
      case 'state':
        rows.mark(this.#rowOfCause(moment.event) ?? rows.add('state', 0, moment.t, moment.event.host), moment.event);
        break;
      case 'call': {
        const row = rows.add('call', moment.index, moment.t, moment.event.host);
        this.#callRow.set(`${moment.event.host} ${moment.event.call}`, row);
        this.#rowOfCall.set(moment.index, row);
        break;
      }
      case 'return':
        // Nothing came in between: the call's own row shows its result.
        if (this.#rowOfCall.get(moment.index) === rows.length - 1) break;
        this.#returnRowOfCall.set(moment.index, rows.add('return', moment.index, moment.t, moment.event.host));
        break;
      case 'step':
      case 'difference':
      case 'refusal':
      case 'warning':
        rows.add(moment.kind, moment.index, moment.t, null);
        break;
    }
  }

  /** The ladder row of what brought a state about; undefined when that has no row, as a timer, or has not ended. */
  #rowOfCause({ cause, host }: StateEvent): number | undefined {
    if ('call' in cause) return this.#callRow.get(`${host} ${cause.call}`);
    if (!('segment' in cause)) return undefined;
    const segment = this.segments.rowOf(cause.segment);
    if (segment === undefined) return undefined;
    const { start, end } = this.rows.spanOf(segment);
    const arrived = this.segments.fromServer(segment) === (host === 'client');
    return arrived ? (end ?? undefined) : start;
  }

  /** Which of the lab's sockets a label means from now on. */
  #noteHandle({ host, socket, handle, call, result }: CallEvent): void {
    if (handle === undefined) return;
    if ((call === 'close' || call === 'abort') && result !== null) {
      for (const known of this.sockets.values()) if (known.handle === handle) known.handle = null;
    } else if (socket !== undefined) this.#socket({ host, socket }).handle = handle;
  }

  #socket({ host, socket: label }: { host: Host; socket: string }): SessionSocket {
    const key = `${host} ${label}`;
    let socket = this.sockets.get(key);
    if (!socket) {
      socket = { host, label, states: new Timeline(), figures: new Timeline(), handle: null };
      this.sockets.set(key, socket);
    }
    return socket;
  }
}

function timelineIn<K, T extends { t: number }>(map: Map<K, Timeline<T>>, key: K): Timeline<T> {
  const known = map.get(key);
  if (known) return known;
  const timeline = new Timeline<T>();
  map.set(key, timeline);
  return timeline;
}

function count(timeline: Timeline<CounterPoint>, t: number, delta: number): void {
  timeline.add({ t, delta, total: (timeline.last?.total ?? 0) + delta });
}
