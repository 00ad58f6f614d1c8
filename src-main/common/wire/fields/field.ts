/** The bytes of a frame as fields that lie side by side, to the bit: what a person can point at. */
import type { LayerName } from '../decoded.ts';

export interface Field {
  /** `layer.name`, as `tcp.seq` or `tcp.flag.syn`; the same id may come again, as the NOPs among TCP's options. */
  id: string;
  layer: LayerName | 'data';
  /** First bit, counted from the first bit of the frame, and how many. */
  at: number;
  bits: number;
  /** As a person reads it; empty where the bytes speak for themselves. */
  value: string;
  /** Whether a checksum is right, where that can be told. */
  ok?: boolean;
}

const BYTE = 8;

/** Takes fields off the front of a frame one after the other, so that no bit is left out or told twice. */
export class FieldWalk {
  readonly fields: Field[] = [];
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at / BYTE;
  }

  /** What is left, from its first whole byte on. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#at / BYTE);
  }

  /** The next bits as a number, without taking them; at most 32. */
  peek(bits: number): number {
    let value = 0;
    for (let i = this.#at; i < this.#at + bits; i++) {
      const byte = this.#bytes[Math.floor(i / BYTE)] ?? 0;
      value = value * 2 + ((byte >>> (BYTE - 1 - (i % BYTE))) & 1);
    }
    return value;
  }

  /** A number of so many bits; answers it. */
  number(id: string, bits: number, text: (value: number) => string = String): number {
    const value = this.peek(bits);
    this.#add(id, bits, text(value));
    return value;
  }

  /** Whole bytes; answers them. No more than there are. */
  bytes(id: string, count: number, text: (bytes: Uint8Array) => string = () => ''): Uint8Array {
    const taken = this.rest.subarray(0, Math.max(0, count));
    if (taken.length > 0) this.#add(id, taken.length * BYTE, text(taken));
    return taken;
  }

  /** Says of the field taken last whether it is right. */
  judge(ok: boolean): void {
    const last = this.fields.at(-1);
    if (last) last.ok = ok;
  }

  #add(id: string, bits: number, value: string): void {
    this.fields.push({ id, layer: id.slice(0, id.indexOf('.')) as Field['layer'], at: this.#at, bits, value });
    this.#at += bits;
  }
}

/** First and last byte that a field is in. */
export const bytesOf = ({ at, bits }: Field): [first: number, last: number] => [
  Math.floor(at / BYTE),
  Math.floor((at + bits - 1) / BYTE),
];

export const isWholeBytes = ({ at, bits }: Field): boolean => at % BYTE === 0 && bits % BYTE === 0;
