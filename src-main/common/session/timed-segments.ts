/**
 * The segments of a session that set one of the kernel's timers, in series: those of one SYN, SYN,ACK, FIN or data segment
 * and its copies, and those by which a socket came into TIME_WAIT and is kept there.
 */
import type { Host, SegmentEvent, SocketEvent, StateEvent } from '../protocol/events.ts';
import { distance } from '../tcp/sequence.ts';
import type { Connection, Connections } from './connections.ts';
import type { SegmentTable } from './segment-table.ts';
import { Timeline } from './timeline.ts';

export const TIMED_KINDS = ['syn', 'syn-ack', 'data', 'fin', 'fin-wait2', 'time-wait'] as const;
export type TimedKind = (typeof TIMED_KINDS)[number];

/** One of them, by its id, and when it set the timer: when it was sent, or for TIME_WAIT when it arrived. */
export interface Mark {
  readonly id: number;
  readonly t: number;
  /** The sender's own clock when it made the segment, ms modulo 2^32 (RFC 7323 5.4); absent without timestamps. */
  readonly clock?: number;
}

export interface TimedSeries {
  readonly kind: TimedKind;
  /** Whose timer it is. */
  readonly host: Host;
  readonly connection: Connection;
  /** When it began. */
  readonly t: number;
  /** Not always in order of time: both ends' taps are read in turn. */
  readonly marks: Mark[];
  /** Of a SYN,ACK: when the SYNs arrived that ask for one. */
  readonly asking: readonly Mark[];
  /** By which segment a socket came into TIME_WAIT; null for all else, and when that was not told. */
  readonly cause: number | null;
  /** When data was acknowledged; Infinity before that and for all else. */
  ackedAt: number;
}

/** One end of a connection. */
interface Line {
  /** SYNs that have arrived. */
  readonly syns: Mark[];
  /** The last data segment that was not sent before, the number after it, and when that was acknowledged. */
  lastData: Mark | null;
  dataEnd: number;
  ackedAt: number;
  readonly open: Map<TimedKind, TimedSeries>;
}

const peerOf = (host: Host): Host => (host === 'client' ? 'server' : 'client');
const newLine = (): Line => ({ syns: [], lastData: null, dataEnd: 0, ackedAt: 0, open: new Map() });

/** As in StateEvent. */
export const socketOf = ({ client, server }: Connection, host: Host): string =>
  host === 'client' ? `${client}-${server}` : `${server}-${client}`;

export class TimedSegments {
  /** By when they began. */
  readonly series = new Timeline<TimedSeries>();
  readonly #segments: SegmentTable;
  readonly #connections: Connections;
  /** By the connection's number. */
  readonly #lines: Record<Host, Line>[] = [];

  constructor(segments: SegmentTable, connections: Connections) {
    this.#segments = segments;
    this.#connections = connections;
  }

  /** To be called whenever a segment's fate is told. */
  take(event: SegmentEvent, row: number, isNew: boolean): void {
    const connection = this.#segments.connection(row);
    if (!connection) return;
    if (isNew && event.origin === undefined) this.#sent(event, row, connection);
    if (event.fate === 'delivered') this.#arrived(event, connection);
  }

  takeState(event: StateEvent): void {
    const connection = this.#connections.ofSocket(event.host, event.socket);
    if (!connection) return;
    const { open } = this.#line(connection, event.host);
    open.delete('time-wait');
    open.delete('fin-wait2');
    if (event.to === 'TIME_WAIT') {
      const cause = 'segment' in event.cause ? event.cause.segment : null;
      const row = cause === null ? undefined : this.#segments.rowOf(cause);
      const t = row === undefined ? NaN : this.#segments.deliveredAt(row);
      // If its arrival is still to be told, it is taken then.
      const marks = cause === null || Number.isNaN(t) ? [] : [{ id: cause, t }];
      this.#begin('time-wait', event, connection, marks, cause);
    } else if (event.to === 'FIN_WAIT2' && event.timer?.name === 'fin_wait2')
      this.#begin('fin-wait2', event, connection, []);
  }

  /** An orphan's timer in FIN_WAIT2 may be seen only a while after the state. */
  takeSocket(event: SocketEvent): void {
    if (event.timer?.name !== 'fin_wait2') return;
    const connection = this.#connections.ofSocket(event.host, event.socket);
    if (connection && !this.#line(connection, event.host).open.has('fin-wait2'))
      this.#begin('fin-wait2', event, connection, []);
  }

  /** The last data that an end has sent, once, as a series that has only begun; undefined when it is acknowledged. */
  lastData(connection: Connection, host: Host): TimedSeries | undefined {
    const line = this.#lines[connection.number]?.[host];
    if (!line?.lastData || line.open.has('data') || line.ackedAt < Infinity) return undefined;
    return seriesOf('data', { host, t: line.lastData.t }, connection, [line.lastData]);
  }

  #sent(event: SegmentEvent, row: number, connection: Connection): void {
    const { id, t, from, flags, len } = event;
    if (flags.includes('RST')) return;
    const stamp = event.options.find(({ kind }) => kind === 'timestamps');
    const mark: Mark = stamp?.kind === 'timestamps' ? { id, t, clock: stamp.value } : { id, t };
    if (flags.includes('SYN')) this.#again(flags.includes('ACK') ? 'syn-ack' : 'syn', from, mark, connection);
    else if (flags.includes('FIN')) this.#again('fin', from, mark, connection);
    else if (len > 0) this.#sentData(event, row, mark, connection);
  }

  #sentData({ from, seq, len }: SegmentEvent, row: number, mark: Mark, connection: Connection): void {
    const line = this.#line(connection, from);
    if (this.#segments.repeats(row) === 0) {
      line.lastData = mark;
      line.dataEnd = (seq + len) >>> 0;
      line.ackedAt = Infinity;
      line.open.delete('data');
    } else if (line.lastData && this.#segments.original(row) === this.#segments.rowOf(line.lastData.id)) {
      const first = line.lastData;
      if (!line.open.has('data')) this.#begin('data', { host: from, t: first.t }, connection, [first]);
      line.open.get('data')?.marks.push(mark);
    }
  }

  #arrived({ id, from, flags, ack, deliveredAt, t }: SegmentEvent, connection: Connection): void {
    const mark = { id, t: deliveredAt ?? t };
    if (flags === 'SYN') this.#line(connection, from).syns.push(mark);
    if (!flags.includes('ACK')) return;
    const line = this.#lines[connection.number]?.[peerOf(from)];
    if (!line) return;
    // Whatever acknowledges keeps the socket there anew, and only that (tcp_timewait_state_process).
    if (!flags.includes('RST')) line.open.get('time-wait')?.marks.push(mark);
    if (line.ackedAt === Infinity && distance(ack, line.dataEnd) >= 0) {
      line.ackedAt = mark.t;
      const data = line.open.get('data');
      if (data) data.ackedAt = mark.t;
    }
  }

  #again(kind: TimedKind, host: Host, mark: Mark, connection: Connection): void {
    const known = this.#line(connection, host).open.get(kind);
    if (known) known.marks.push(mark);
    else this.#begin(kind, { host, t: mark.t }, connection, [mark]);
  }

  #begin(
    kind: TimedKind,
    at: { host: Host; t: number },
    connection: Connection,
    marks: Mark[],
    cause: number | null = null,
  ): void {
    const asking = kind === 'syn-ack' ? this.#line(connection, peerOf(at.host)).syns : [];
    const series = seriesOf(kind, at, connection, marks, asking, cause);
    this.#line(connection, at.host).open.set(kind, series);
    this.series.add(series);
  }

  #line(connection: Connection, host: Host): Line {
    return (this.#lines[connection.number] ??= { client: newLine(), server: newLine() })[host];
  }
}

const seriesOf = (
  kind: TimedKind,
  { host, t }: { host: Host; t: number },
  connection: Connection,
  marks: Mark[],
  asking: readonly Mark[] = [],
  cause: number | null = null,
): TimedSeries => ({ kind, host, t, connection, marks, asking, cause, ackedAt: Infinity });
