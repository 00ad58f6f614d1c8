/** Frames as they lie in a PacketTap's ring. */

/** Where in its slot a frame starts, and how much of one that goes out is kept. */
export const [OFFSET, SNAP] = [66, 128];

/** The frame in front of what an older one has left there. */
export function slotWith(frame: Uint8Array, leftOver: number): Uint32Array {
  const bytes = new Uint8Array(2048).fill(leftOver);
  bytes.set(frame, OFFSET);
  return new Uint32Array(bytes.buffer);
}

export const frameOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 0xff);
