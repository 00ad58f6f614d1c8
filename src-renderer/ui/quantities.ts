/** Times and sizes as text, in the units that are chosen. Decimal prefixes (SI), as in networking. */
import type { Settings } from '../../src-main/common/protocol/settings.ts';

type Units = Settings['units'];

/** A moment of the lab or a span, to the microsecond that the kernel stamps. */
export function timeText(seconds: number, units: Units): string {
  if (units === 'plain') return `${seconds.toFixed(6)} s`;
  if (seconds < 1) return `${(seconds * 1000).toFixed(3)} ms`;
  return `${seconds.toFixed(3)} s`;
}

const PREFIXES = ['', 'k', 'M', 'G'];

export function bytesText(bytes: number, units: Units): string {
  if (units === 'plain' || bytes < 1000) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${PREFIXES[power]}B`;
}
