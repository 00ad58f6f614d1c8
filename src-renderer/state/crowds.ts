/** What a person does with crowds and floods. What comes of it is told in events. */
import {
  CROWD_MOST,
  FLOOD_BOUNDS,
  STAGES,
  type CrowdParams,
  type FloodParams,
} from '../../src-main/common/protocol/crowds.ts';
import type { CrowdEvent, FloodEvent } from '../../src-main/common/protocol/events.ts';
import type { AppState } from './app.svelte.ts';
import { canTouchWire } from './wire.ts';

export { CROWD_MOST, FLOOD_BOUNDS, STAGES, type CrowdParams, type FloodParams };

/** The crowds that were there at the moment shown. */
export function crowdsOf({ session }: AppState): CrowdEvent[] {
  return [...session.hosts.crowds.values()].flatMap((timeline) => {
    const crowd = timeline.at(session.at);
    return crowd && crowd.state !== 'over' ? [crowd] : [];
  });
}

/** The flood that went on at the moment shown, or the last one before it. */
export const floodOf = ({ session }: AppState): FloodEvent | undefined => session.hosts.floods.at(session.at);

export async function callCrowd(app: AppState, params: CrowdParams): Promise<void> {
  if (canTouchWire(app)) await app.attempt(() => app.client.request('crowd', params));
}

export async function sendAway(app: AppState, crowd: number): Promise<void> {
  if (canTouchWire(app)) await app.attempt(() => app.client.request('stop-crowd', { crowd }));
}

export async function startFlood(app: AppState, params: FloodParams): Promise<void> {
  if (canTouchWire(app)) await app.attempt(() => app.client.request('flood', params));
}

export async function stopFlood(app: AppState): Promise<void> {
  if (canTouchWire(app)) await app.attempt(() => app.client.request('stop-flood'));
}

/** A listener of the server at the moment shown, which whoever comes has to meet. */
export function listenerPort({ session }: AppState): number | undefined {
  for (const { host, label, states } of session.hosts.sockets.values())
    if (host === 'server' && states.at(session.at)?.to === 'LISTEN') return Number(/:(\d+)-\*$/.exec(label)?.[1]);
  return undefined;
}
