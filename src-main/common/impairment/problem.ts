/** What is wrong with an impairment although each of its parts is allowed. */
import type { Impairment } from '../protocol/wire-control.ts';

/** One sentence for a person, or null. */
export function impairmentProblem({ delay, loss, reorder, slot, rate, limit }: Impairment): string | null {
  if (reorder && !delay?.time)
    return 'Reordering sends some segments ahead of those that wait for their delay, so it needs a delay.';
  if (delay?.jitter && delay.time === 0) return 'Jitter varies a delay, so it needs one.';
  if (loss?.model === '4-state') {
    if (loss.p31 + loss.p32 > 1) return 'Loss: p31 and p32 are ways out of one state, so they add up to at most 100 %.';
    if (loss.p13 + loss.p14 > 1) return 'Loss: p13 and p14 are ways out of one state, so they add up to at most 100 %.';
  }
  if (slot?.max !== undefined && slot.max < slot.min)
    return 'The longest time between two slots is shorter than the shortest.';
  if (rate !== undefined && (8 * 1514 * limit) / rate > 600)
    return 'At this rate a full queue would take more than ten minutes to empty: choose a smaller limit or a higher rate.';
  return null;
}
