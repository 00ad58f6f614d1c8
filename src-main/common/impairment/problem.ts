/** What is wrong with an impairment although each of its parts is allowed. */
import type { Impairment } from '../protocol/wire-control.ts';
import { told, type Telling } from '../text/telling.ts';

/** Bits of a full frame, and the longest time, seconds, that a full queue may take to empty. */
const FRAME = 8 * 1514;
const LONGEST = 600;

/** Null when nothing is. */
export function faultOfImpairment({ delay, loss, reorder, slot, rate, limit }: Impairment): Telling | null {
  if (reorder && !delay?.time) return told('impairment.reorder-without-delay');
  if (delay?.jitter && delay.time === 0) return told('impairment.jitter-without-delay');
  if (loss?.model === '4-state') {
    if (loss.p31 + loss.p32 > 1) return told('impairment.ways-out', { one: 'p31', other: 'p32' });
    if (loss.p13 + loss.p14 > 1) return told('impairment.ways-out', { one: 'p13', other: 'p14' });
  }
  if (slot?.max !== undefined && slot.max < slot.min) return told('impairment.slot-swapped');
  if (rate !== undefined && (FRAME * limit) / rate > LONGEST) return told('impairment.slow-queue');
  return null;
}
