/** Sequence numbers modulo 2^32 (RFC 9293 3.4). All are unsigned 32-bit integers in a JS number. */

export const add = (sequence: number, count: number): number => (sequence + count) >>> 0;

/** How far `a` lies beyond `b`, −2^31 … 2^31−1; negative when it lies before. */
export const distance = (a: number, b: number): number => (a - b) | 0;

/** Whether an acknowledgement number covers the octet at `sequence`. */
export const acknowledges = (ack: number, sequence: number): boolean => distance(ack, sequence) > 0;
