/** What a person does to the wire. What comes of it is told in events; a refusal is shown as a sentence. */
import type { WireCommand } from '../../src-main/common/protocol/wire-control.ts';
import type { AppState } from './app.svelte.ts';
import type { Stay } from './held.ts';

export const BY_HAND = 'by hand';

/** Whether anything can be done to it: not in the past, and not without a lab. */
export const canTouchWire = ({ session, lab, hostGone }: AppState): boolean =>
  session.isLive && lab?.state === 'ready' && hostGone === null;

export const isWireStopped = ({ session }: AppState): boolean =>
  session.hosts.wire.stops.at(session.at)?.stopped ?? false;

/** A step lets go what the stopped wire holds; what a rule holds is the rule's. */
export const canStep = (held: readonly Stay[]): boolean => held.some(({ by }) => by === BY_HAND);

/** Answers whether it was done. */
export async function doToWire(app: AppState, command: WireCommand): Promise<boolean> {
  if (!canTouchWire(app)) return false;
  return (await app.attempt(() => app.client.request('wire', command))) !== undefined;
}

export const toggleWire = (app: AppState): Promise<boolean> =>
  doToWire(app, { do: isWireStopped(app) ? 'run' : 'stop' });

export async function stepWire(app: AppState): Promise<void> {
  if (canStep(app.session.held.at(app.session.at))) await doToWire(app, { do: 'step' });
}
