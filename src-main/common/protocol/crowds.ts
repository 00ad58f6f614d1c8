/** Clients by the dozen, and floods of SYNs whose senders are made up: what may be asked for. */
import * as v from 'valibot';
import { FAMILIES } from './requests.ts';
import { whole } from './whole.ts';

const port = whole(1, 65535, 'a port is one of', 'in numbers');
const family = v.optional(v.picklist(FAMILIES), 'ipv4');

/** So many clients of crowds there are at most at a time, and so many come a second. */
export const CROWD_MOST = 1000;
export const FLOOD_BOUNDS = { perSecond: 50_000, seconds: 30 } as const;

/**
 * How far each client of a crowd gets: its SYN is sent and no SYN,ACK reaches it; its third segment is held at the wire;
 * or it is connected, for whoever accepts it.
 */
export const STAGES = ['syn-sent', 'third-held', 'established'] as const;
export type Stage = (typeof STAGES)[number];

/** Clients that connect to a port of the server at a rate, each by a socket of its own. */
export const CrowdParams = v.strictObject({
  host: v.literal('client', 'a crowd is on the client: it has no other host to be on'),
  family,
  port,
  count: whole(1, CROWD_MOST, 'a crowd has', 'clients'),
  perSecond: whole(1, CROWD_MOST, 'of a crowd come', 'clients per second'),
  stage: v.picklist(STAGES, ({ input }) => `a stage is ${STAGES.join(', ')}, not ${String(input)}`),
});
export type CrowdParams = v.InferOutput<typeof CrowdParams>;

/** SYNs to a port of the server from addresses that nobody has. */
export const FloodParams = v.strictObject({
  family,
  port,
  perSecond: whole(1, FLOOD_BOUNDS.perSecond, 'a flood has', 'SYNs per second'),
  seconds: whole(1, FLOOD_BOUNDS.seconds, 'a flood lasts', 'seconds'),
});
export type FloodParams = v.InferOutput<typeof FloodParams>;

/** A crowd by its number. */
export const CrowdName = v.strictObject({ crowd: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/** One of these things done, as the core hears of it. */
export type CrowdDeed =
  | { do: 'crowd'; params: CrowdParams }
  | { do: 'stop-crowd'; crowd: number }
  | { do: 'flood'; params: FloodParams }
  | { do: 'stop-flood' };

/** What was answered: the number of the crowd that was called. */
export interface CrowdResult {
  crowd?: number;
}
