/** What is said of initial sequence numbers. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import type { IsnClock, IsnMark } from '../../../src-main/common/session/pictures/isn-plot.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import { momentText, timeText, type Units } from '../../../src-main/common/text/quantities.ts';
import { say } from '../../state/words.svelte.ts';

/** Thin spaces between the thousands: a number of ten digits is read, not counted. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');

const portOf = (end: string): string => /:(\d+)$/.exec(end)?.[1] ?? end;

/** `:40000 → :80`, from the client to the server. */
export const tupleText = ({ client, server }: IsnMark): string => `:${portOf(client)} → :${portOf(server)}`;

export function markText(mark: IsnMark, session: Session, units: Units): string {
  const { id, flags } = session.segments.get(mark.row);
  return say('isn.mark', {
    ...{ id, flags: flags ?? '', isn: grouped(mark.isn), tuple: tupleText(mark) },
    ...{ host: say(`host.${mark.host}`), time: momentText(mark.t, units) },
  });
}

/** What was measured of one host's clock. */
export function clockText(host: Host, { slope, fourTuples, lines }: IsnClock): string {
  const counts = { host: say(`host.${host}`), tuples: fourTuples };
  if (slope === null || lines === null) return say('isn.clock.none', counts);
  if (slope === 0) return say('isn.clock.fixed', counts);
  const values = { ...counts, lines, slope: grouped(Math.round(slope)), tick: (1e9 / slope).toFixed(1) };
  return say('isn.clock', values);
}

/** How far from the line, as the clock counts: `+0.12 ms`. */
export function offText(off: number | null, slope: number | null, units: Units): string {
  if (off === null || !slope) return '';
  return `${off < 0 ? '−' : '+'}${timeText(Math.abs(off) / slope, units)}`;
}
