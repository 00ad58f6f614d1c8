/** Bytes and times as a person reads them, with few digits, so that a number that moves can still be read. */

export type Units = 'prefixed' | 'plain';

/** `0 B`, `1460 B`, `14.6 kB`, `1.05 MB`; plain: `14600 B`. */
export function bytesText(bytes: number, units: Units): string {
  if (units === 'plain' || Math.abs(bytes) < 10_000) return `${bytes} B`;
  const [value, unit] = Math.abs(bytes) < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${threeDigits(value)} ${unit}`;
}

/** Seconds in, `0.21 ms`, `42.0 ms`, `1.20 s`, `60.0 s`; plain: `0.042 s`. */
export function timeText(seconds: number, units: Units): string {
  if (units === 'plain') return `${Number(seconds.toFixed(6))} s`;
  return Math.abs(seconds) < 0.9995 ? `${threeDigits(seconds * 1000)} ms` : `${threeDigits(seconds)} s`;
}

/** A moment of the lab, to the microsecond that the kernel stamps: `332.585 ms`, `7.100 s`; plain: `0.332585 s`. */
export function momentText(seconds: number, units: Units): string {
  if (units === 'plain') return `${seconds.toFixed(6)} s`;
  return seconds < 1 ? `${(seconds * 1000).toFixed(3)} ms` : `${seconds.toFixed(3)} s`;
}

/** Seconds left as they count down: tenths, so that the digits can be read while they change. */
export const countdownText = (seconds: number): string => `${Math.max(0, seconds).toFixed(1)} s`;

function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0);
}
