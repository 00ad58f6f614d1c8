/** What is wrong with an impairment although each of its parts is allowed. */
import type { Impairment } from '../protocol/wire-control.ts';
import { told, type Telling } from '../text/telling.ts';

export type ImpairmentFault = Telling & {
  words: `impairment.${'reorder-without-delay' | 'jitter-without-delay' | 'ways-out' | 'slot-swapped' | 'slow-queue'}`;
};

const fault = (name: ImpairmentFault['words'], values: Telling['values'] = {}): ImpairmentFault => ({
  ...told(name, values),
  words: name,
});

/** Bits of a full frame, and the longest time, seconds, that a full queue may take to empty. */
const FRAME = 8 * 1514;
const LONGEST = 600;

/** Null when nothing is. */
export function faultOfImpairment({ delay, loss, reorder, slot, rate, limit }: Impairment): ImpairmentFault | null {
  if (reorder && !delay?.time) return fault('impairment.reorder-without-delay');
  if (delay?.jitter && delay.time === 0) return fault('impairment.jitter-without-delay');
  if (loss?.model === '4-state') {
    if (loss.p31 + loss.p32 > 1) return fault('impairment.ways-out', { one: 'p31', other: 'p32' });
    if (loss.p13 + loss.p14 > 1) return fault('impairment.ways-out', { one: 'p13', other: 'p14' });
  }
  if (slot?.max !== undefined && slot.max < slot.min) return fault('impairment.slot-swapped');
  if (rate !== undefined && (FRAME * limit) / rate > LONGEST) return fault('impairment.slow-queue');
  return null;
}
