/**
 * What every decoder of this folder gives back. None of them throws, whatever the bytes are.
 *
 * All byte arrays in headers and results are views into the input, not copies: who reuses a receive buffer
 * copies the frame first.
 */

export type LayerName = 'ethernet' | 'arp' | 'ipv4' | 'ipv6' | 'tcp' | 'icmp';

/** Where decoding stopped, and why. No byte from here on was given a meaning. */
export interface Failure {
  layer: LayerName;
  /** Part of a sentence in plain ASCII: `header length 60 exceeds the 24 bytes there`. */
  reason: string;
  /** Everything of this layer that is not in its `header`. */
  bytes: Uint8Array;
}

export interface Success<Header> {
  header: Header;
  /** What the header carries. */
  payload: Uint8Array;
  /** What follows the end that the header announces, such as Ethernet padding. */
  trailer: Uint8Array;
  failure: null;
}

export interface Refusal<Header> {
  /** Present when the header itself is sound and only what it announces is not there. */
  header: Header | null;
  failure: Failure;
}

export type Decoded<Header> = Success<Header> | Refusal<Header>;

export const NO_BYTES = new Uint8Array(0);

export function refuse<Header>(
  layer: LayerName,
  reason: string,
  bytes: Uint8Array,
  header: Header | null = null,
): Refusal<Header> {
  return { header, failure: { layer, reason, bytes } };
}
