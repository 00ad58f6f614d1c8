/**
 * Every frame of a session, one row each, in the order in which the wire saw them enter. About 60 bytes a row, so that
 * a million of them fit in a page; a row is made into an object only when somebody looks at it.
 */
import type { Fate, FrameEvent, Host, SegmentEvent, TcpOption } from '../protocol/events.ts';
import { bytes, doubles, shorts, words } from './growing.ts';
import { flagsBits, flagsText } from '../wire/tcp.ts';
import type { Connections } from './connections.ts';
import { relativeNumbers, windowBytes, type Connection } from './connections.ts';
import { originFrom, type Origin } from './origin.ts';

const FATES: readonly Fate[] = ['in-flight', 'delivered', 'lost', 'held'];
const FROM_SERVER = 1;
const IS_FRAME = 2;
const HOMELESS = 4;
const PLAIN_TIMESTAMPS = 8;

/** One segment, or another frame (`flags` null, `text` says what it is), as a person looks at it. */
export interface SegmentRow {
  row: number;
  id: number;
  t: number;
  from: Host;
  fate: Fate;
  deliveredAt: number | null;
  /** Who ended or held it; empty when nobody in particular did. */
  by: string;
  /** Who made it, when no host has sent it. */
  origin: Origin | null;
  /** Who changed it on the wire; empty when it arrives as it was sent. */
  changed: string;
  /** As in SegmentEvent; null for a frame that is no TCP segment. */
  flags: string | null;
  seq: number;
  ack: number;
  win: number;
  /** The window in bytes. */
  window: number;
  /** Payload bytes; for another frame, bytes on the wire. */
  len: number;
  options: TcpOption[];
  /** One line about a frame that is no TCP segment. */
  text: string;
  connection: Connection | null;
  /** Numbers counted from the ISNs. */
  relativeSeq: number;
  relativeAck: number;
  /** How often its numbers had been sent before, and the row that sent them first or was copied (its own when it is that). */
  repeats: number;
  original: number;
}

export class SegmentTable {
  readonly connections: Connections;
  readonly #rowOfId = words();
  readonly #id = words();
  readonly #t = doubles();
  readonly #deliveredAt = doubles();
  readonly #bits = bytes();
  readonly #fate = bytes();
  readonly #by = shorts();
  readonly #flags = shorts();
  readonly #seq = words();
  readonly #ack = words();
  readonly #win = shorts();
  readonly #len = words();
  readonly #connection = words();
  readonly #repeats = shorts();
  readonly #original = words();
  readonly #stamp = words();
  readonly #echo = words();
  readonly #reasons: string[] = [''];
  readonly #origins = new Map<number, Origin>();
  readonly #changes = new Map<number, string>();
  readonly #texts = new Map<number, string>();
  /** Of rows whose options are more than the timestamps of a usual segment. */
  readonly #options = new Map<number, TcpOption[]>();

  constructor(connections: Connections) {
    this.connections = connections;
  }

  get length(): number {
    return this.#id.length;
  }

  /** Adds the frame or, when its id is known, notes its new fate. Answers its row and whether it is new. */
  put(event: SegmentEvent | FrameEvent): { row: number; isNew: boolean } {
    const known = this.rowOf(event.id);
    const row = known ?? this.length;
    if (known === undefined) this.#add(row, event);
    this.#fate.set(row, FATES.indexOf(event.fate));
    this.#deliveredAt.set(row, event.deliveredAt ?? NaN);
    this.#by.set(row, this.#reason(event.by ?? ''));
    if (event.changed !== undefined) this.#changes.set(row, event.changed);
    return { row, isNew: known === undefined };
  }

  /** The row of a frame's id; undefined when it was never told. */
  rowOf(id: number): number | undefined {
    const row = this.#rowOfId.at(id) - 1;
    return row < 0 ? undefined : row;
  }

  /** How many rows there are up to lab time `t`, itself included. */
  countUpTo(t: number): number {
    return this.#t.countUpTo(t);
  }

  t(row: number): number {
    return this.#t.at(row);
  }

  /** Lab time at which the row's frame left the wire; NaN while or if it did not. */
  deliveredAt(row: number): number {
    return this.#deliveredAt.at(row);
  }

  /** Absolute, as on the wire. */
  seq(row: number): number {
    return this.#seq.at(row);
  }

  ack(row: number): number {
    return this.#ack.at(row);
  }

  /** Bits as in TCP_FLAG; 0 for a frame that is no TCP segment. */
  flags(row: number): number {
    return this.#flags.at(row);
  }

  /** Payload bytes; for another frame, bytes on the wire. */
  len(row: number): number {
    return this.#len.at(row);
  }

  /** Whether a host has sent it, not the wire or the lab itself. */
  isOriginal(row: number): boolean {
    return !this.#origins.has(row);
  }

  fromServer(row: number): boolean {
    return (this.#bits.at(row) & FROM_SERVER) !== 0;
  }

  fate(row: number): Fate {
    return FATES[this.#fate.at(row)] ?? 'in-flight';
  }

  /** How often its numbers had been sent before, and the row that sent them first. */
  repeats(row: number): number {
    return this.#repeats.at(row);
  }

  original(row: number): number {
    return this.#original.at(row);
  }

  /** Null for a frame that is no TCP segment. */
  connection(row: number): Connection | null {
    return this.connections.all[this.#connection.at(row) - 1] ?? null;
  }

  /** Whether its options are more than the timestamps of a usual segment. */
  hasTellingOptions(row: number): boolean {
    return this.#options.has(row);
  }

  get(row: number): SegmentRow {
    const bits = this.#bits.at(row);
    const from: Host = bits & FROM_SERVER ? 'server' : 'client';
    const [seq, ack] = [this.#seq.at(row), this.#ack.at(row)];
    const connection = this.connection(row);
    const numbers = connection && relativeNumbers(connection, { from, seq, ack }, (bits & HOMELESS) !== 0);
    const deliveredAt = this.#deliveredAt.at(row);
    const flags = bits & IS_FRAME ? null : flagsText(this.#flags.at(row));
    const win = this.#win.at(row);
    return {
      row,
      id: this.#id.at(row),
      t: this.#t.at(row),
      from,
      fate: this.fate(row),
      deliveredAt: Number.isNaN(deliveredAt) ? null : deliveredAt,
      by: this.#reasons[this.#by.at(row)] ?? '',
      origin: this.#origins.get(row) ?? null,
      changed: this.#changes.get(row) ?? '',
      flags,
      seq,
      ack,
      win,
      window: connection && flags !== null ? windowBytes(connection, { from, flags, win }) : win,
      len: this.#len.at(row),
      options: this.#optionsOf(row, bits),
      text: this.#texts.get(row) ?? '',
      connection,
      relativeSeq: numbers?.seq ?? seq,
      relativeAck: numbers?.ack ?? ack,
      repeats: this.#repeats.at(row),
      original: this.#original.at(row),
    };
  }

  #add(row: number, event: SegmentEvent | FrameEvent): void {
    this.#rowOfId.set(event.id, row + 1);
    this.#id.set(row, event.id);
    // Both ends' taps are read in turn: a row may be told a moment after one that entered later.
    this.#t.set(row, Math.max(event.t, row > 0 ? this.#t.at(row - 1) : event.t));
    this.#len.set(row, event.len);
    const from = event.from === 'server' ? FROM_SERVER : 0;
    if (event.origin !== undefined) this.#origins.set(row, originFrom(event.origin));
    if (event.type === 'frame') {
      this.#bits.set(row, from | IS_FRAME);
      this.#texts.set(row, event.text);
      this.#original.set(row, row);
      return;
    }
    const { connection, repeats, original, homeless } = this.connections.place(event);
    this.#bits.set(row, from | (homeless ? HOMELESS : 0) | this.#putOptions(row, event.options));
    this.#flags.set(row, flagsBits(event.flags));
    this.#seq.set(row, event.seq);
    this.#ack.set(row, event.ack);
    this.#win.set(row, event.win);
    this.#connection.set(row, connection.number);
    this.#repeats.set(row, repeats);
    this.#original.set(row, this.rowOf(original) ?? row);
  }

  /** Linux sends NOP, NOP, timestamps with nearly every segment: those take two columns, all else an object. */
  #putOptions(row: number, options: TcpOption[]): number {
    const [first, second, third] = options;
    const plain = first?.kind === 'nop' && second?.kind === 'nop' && third?.kind === 'timestamps';
    if (plain && options.length === 3) {
      this.#stamp.set(row, third.value);
      this.#echo.set(row, third.echo);
      return PLAIN_TIMESTAMPS;
    }
    if (options.length > 0) this.#options.set(row, options);
    return 0;
  }

  #optionsOf(row: number, bits: number): TcpOption[] {
    if ((bits & PLAIN_TIMESTAMPS) === 0) return this.#options.get(row) ?? [];
    const timestamps = { kind: 'timestamps', value: this.#stamp.at(row), echo: this.#echo.at(row) } as const;
    return [{ kind: 'nop' }, { kind: 'nop' }, timestamps];
  }

  #reason(by: string): number {
    const known = this.#reasons.indexOf(by);
    if (known >= 0) return known;
    // Causes are few (rules, engines, errnos); should they ever not be, the last one stands for the rest.
    if (this.#reasons.length < 0xffff) this.#reasons.push(by);
    return this.#reasons.length - 1;
  }
}
