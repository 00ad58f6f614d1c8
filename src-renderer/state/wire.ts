/** What a person does to the wire. What comes of it is told in events; a refusal is shown as a sentence. */
import type { WireCommand } from '../../src-main/common/protocol/wire-control.ts';
import type { Stay } from '../../src-main/common/session/held.ts';
import type { AppState } from './app.svelte.ts';

export const BY_HAND = 'by hand';

/** Whether anything can be done to it: not in the past, and not without a lab. */
export const canTouchWire = ({ session, lab, hostGone }: AppState): boolean =>
  session.isLive && lab?.state === 'ready' && hostGone === null;

export const isWireStopped = ({ session }: AppState): boolean =>
  session.hosts.wire.stops.at(session.at)?.stopped ?? false;

/** What waits at the wire, in the order in which it is to go on; of the past, as it came. */
export const heldInOrder = ({ session }: AppState): readonly Stay[] =>
  session.isLive ? session.heldOrder.of(session.held) : session.held;

/** A step lets go what the stopped wire holds; what a rule holds is the rule's. */
const ofTheWire = (held: readonly Stay[]): readonly Stay[] => held.filter(({ by }) => by === BY_HAND);
export const canStep = (held: readonly Stay[]): boolean => ofTheWire(held).length > 0;

/** Nobody can take in hand what goes on by itself. */
export const canTake = ({ session }: AppState, { by }: Stay): boolean => !session.hosts.wire.isDelay(by);

/** The one that the verbs are for: that which was picked, or whose detail is open, or else the first. */
export function stayInHand(app: AppState): Stay | undefined {
  const held = heldInOrder(app);
  const { session, selection } = app;
  const opened = selection.segment === null ? undefined : session.session.segments.get(selection.segment).id;
  const { picked } = session.heldOrder;
  return held.find(({ id }) => id === picked) ?? held.find(({ id }) => id === opened) ?? held[0];
}

/** Answers whether it was done. */
export async function doToWire(app: AppState, command: WireCommand): Promise<boolean> {
  if (!canTouchWire(app)) return false;
  return (await app.attempt(() => app.client.request('wire', command))) !== undefined;
}

/** Puts the one in hand before its neighbour, or behind it. */
export function moveHeld(app: AppState, by: -1 | 1): void {
  const stay = stayInHand(app);
  if (!stay || !canTouchWire(app) || !canTake(app, stay)) return;
  app.session.heldOrder.picked = stay.id;
  app.session.heldOrder.move(app.session.held, stay.id, by);
}

/** All that waits, in the order shown; the wire stays as it is. */
export const deliverAll = (app: AppState): Promise<boolean> =>
  deliver(
    app,
    heldInOrder(app).filter((stay) => canTake(app, stay)),
  );

export async function toggleWire(app: AppState): Promise<void> {
  if (!isWireStopped(app)) await doToWire(app, { do: 'stop' });
  // By itself the lab lets them go as they came.
  else if (!isMoved(app) || (await deliver(app, ofTheWire(heldInOrder(app))))) await doToWire(app, { do: 'run' });
}

export async function stepWire(app: AppState): Promise<void> {
  const held = ofTheWire(heldInOrder(app));
  if (held.length === 0) return;
  if (isMoved(app)) await deliver(app, app.session.heldOrder.notYet(held).slice(0, 1));
  else await doToWire(app, { do: 'step' });
}

const isMoved = ({ session }: AppState): boolean => session.heldOrder.isMoved(session.held);

/** One after the other; answers whether all were taken. */
async function deliver(app: AppState, held: readonly Stay[]): Promise<boolean> {
  const { heldOrder } = app.session;
  for (const { id } of heldOrder.notYet(held)) {
    heldOrder.take(id);
    if (!(await doToWire(app, { do: 'deliver', segment: id }))) return false;
  }
  return true;
}
