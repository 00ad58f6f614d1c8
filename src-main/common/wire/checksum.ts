/** The Internet checksum (RFC 1071) and the pseudo headers that TCP and ICMPv6 add to it. */

/**
 * Adds bytes as big-endian 16-bit words to a running sum, an odd last byte padded with zero on the right
 * (RFC 9293 3.1). The sum is not folded yet; it stays exact for far more than 64 KiB.
 */
export function addWords(sum: number, bytes: Uint8Array): number {
  const even = bytes.length & ~1;
  for (let i = 0; i < even; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!;
  return even < bytes.length ? sum + (bytes[even]! << 8) : sum;
}

/** Folds a running sum to the 16 bits that go into a header: the complement of the one's complement sum. */
export function checksumOf(sum: number): number {
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/**
 * With the checksum field set to zero: the value that belongs there. With the field as received: zero when
 * the bytes are as they were sent (RFC 1071 1).
 */
export function internetChecksum(bytes: Uint8Array, sum = 0): number {
  return checksumOf(addWords(sum, bytes));
}

/**
 * Running sum of the pseudo header. Addresses of 4 bytes (RFC 9293 3.1) or 16 (RFC 8200 8.1); the two layouts
 * differ in order and width, yet add up to the same words. `length` counts the upper-layer header and its data.
 */
export function pseudoHeaderSum(src: Uint8Array, dst: Uint8Array, protocol: number, length: number): number {
  return addWords(addWords(protocol + (length >>> 16) + (length & 0xffff), src), dst);
}
