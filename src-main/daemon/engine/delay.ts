/** How long a frame is delayed, spread as iproute2's distribution tables spread it (tc-netem(8), /usr/lib/tc/*.dist). */
import type { Distribution, Impairment } from '../../common/protocol/wire-control.ts';
import { CorrelatedRandom, type Random } from './random.ts';

/** The tables hold 16-bit numbers in units of 1/8192 jitter: nothing lies further from the middle, in jitters. */
const FURTHEST = 4;

/** Seconds for each frame in turn; never negative. */
export function delayOf(delay: Impairment['delay'], random: Random): () => number {
  if (!delay) return () => 0;
  const { time, jitter, correlation, distribution } = delay;
  if (jitter === 0) return () => time;
  const numbers = new CorrelatedRandom(random, correlation);
  return () => Math.max(0, time + jitter * deviation(distribution, numbers.share()));
}

/** The deviation in jitters below which this share of all frames lies. */
export function deviation(distribution: Distribution, share: number): number {
  const bounded = (value: number): number => Math.min(FURTHEST, Math.max(-FURTHEST, value));
  switch (distribution) {
    case 'uniform':
      return 2 * share - 1;
    case 'normal':
      return bounded(normalQuantile(share));
    case 'pareto':
      return paretoQuantile(share);
    case 'paretonormal':
      return bounded((bounded(normalQuantile(share)) + 3 * paretoQuantile(share)) / 4);
  }
}

/** Pareto with shape 3, about its mean of 1.5, stretched by 4/3. */
const paretoQuantile = (share: number): number => Math.min(FURTHEST, ((1 - share) ** (-1 / 3) - 1.5) * (4 / 3));

/** Inverse of the standard normal distribution to 4.5e-4 (Abramowitz and Stegun 26.2.23). */
function normalQuantile(share: number): number {
  if (share === 0.5) return 0;
  const tail = Math.min(share, 1 - share);
  if (tail <= 0) return share < 0.5 ? -Infinity : Infinity;
  const t = Math.sqrt(-2 * Math.log(tail));
  const value = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return share < 0.5 ? -value : value;
}
