/** Where a segment is at a moment of lab time. */
import type { SegmentRow } from '../../../src-main/common/session/segment-table.ts';

export type Life =
  | { phase: 'delivered' }
  | { phase: 'lost' }
  | { phase: 'held' }
  /** How far it has come, 0 … 1; null while nobody knows when it will arrive. */
  | { phase: 'in-flight'; progress: number | null };

/** `at` is Infinity for the present. */
export function lifeAt({ fate, t, deliveredAt }: SegmentRow, at: number): Life {
  if (fate === 'lost' || fate === 'held') return { phase: fate };
  if (fate === 'in-flight' || deliveredAt === null) return { phase: 'in-flight', progress: null };
  if (deliveredAt <= at) return { phase: 'delivered' };
  return { phase: 'in-flight', progress: Math.max(0, (at - t) / (deliveredAt - t)) };
}
