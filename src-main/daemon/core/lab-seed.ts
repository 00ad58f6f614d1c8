/** Where the built-in engine's random numbers begin, unless a command says otherwise. */

/** The host's choice (host/daemon-starter.ts), a whole number below 2^32. */
const SEED_VARIABLE = 'TCP_LAB_SEED';
const DEFAULT_SEED = 1;

export const isSeedAsked = (): boolean => process.env[SEED_VARIABLE] !== undefined;

export function labSeed(): number {
  const text = process.env[SEED_VARIABLE] ?? '';
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff ? Number(text) : DEFAULT_SEED;
}
