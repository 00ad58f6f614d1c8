/** What is said of a sender and its losses. */
import type { FiguresAt, LossMark, Sender } from '../../../src-main/common/session/pictures/sender.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import { momentText, type Units } from '../../../src-main/common/text/quantities.ts';
import { say } from '../../state/words.svelte.ts';
import { connectionTag, killerName } from '../ladder/segment-text.ts';

export const senderName = ({ host, connection, socket }: Sender): string =>
  say('cwnd.sender', { host: say(`host.${host}`), tag: connectionTag(connection.number), socket: socket.label });

export function lossText({ t, row, again }: LossMark, session: Session, units: Units): string {
  const { id, by } = session.segments.get(row);
  const values = { id, time: momentText(t, units) };
  if (!again) return say('cwnd.lost', { ...values, by: killerName(by) });
  const counters = again.counters.map((name) => name.replace('TcpExt', '')).join(say('lanes.comma'));
  return say(`cwnd.again.${again.way}`, { ...values, counters });
}

/** At the head of its line in the plot. */
export const lossFlag = ({ again }: LossMark): string => (again ? say(`cwnd.flag.${again.way}`) : '');

export const windowText = ({ cwnd, ssthresh }: FiguresAt): string =>
  say('cwnd.now', { cwnd, ssthresh: ssthresh ?? '∞' });
