/** Initial sequence numbers over time: who chose which for which four-tuple, and what they have in common. */
import type { Host } from '../../protocol/events.ts';
import { HOSTS } from '../../protocol/hosts.ts';
import { offsetOf, offsetsApart, slopeOf } from '../../tcp/isn-lines.ts';
import { distance } from '../../tcp/sequence.ts';
import type { Session } from '../session.ts';

/** One SYN or SYN,ACK that brought a new number. */
export interface IsnMark {
  /** When it was sent. */
  readonly t: number;
  readonly isn: number;
  /** Of the segment table. */
  readonly row: number;
  readonly host: Host;
  /** The four-tuple, as in Connection. */
  readonly client: string;
  readonly server: string;
}

/** A mark beside the first one of its four-tuple. */
export interface RisenMark extends IsnMark {
  /** Seconds since the first one, and how far the number has risen since, turns of the number space counted. */
  readonly since: number;
  readonly risen: number;
  /** How much more that is than the slope says; null where no slope could be measured. */
  readonly off: number | null;
}

/** Those of one host and four-tuple, in order of time. */
export interface IsnSeries {
  readonly host: Host;
  readonly marks: readonly RisenMark[];
}

/** What those of one host have in common. */
export interface IsnClock {
  /** Numbers a second; null where no four-tuple was used twice. */
  slope: number | null;
  fourTuples: number;
  /** On how many lines of that slope they lie; null without it. */
  lines: number | null;
}

export interface IsnPlot {
  series: IsnSeries[];
  clocks: Record<Host, IsnClock>;
}

/** In order of time. Copies of a SYN have its number and are no marks; what the lab itself has made is none either. */
export function isnMarks({ timed, segments }: Session): IsnMark[] {
  const marks: IsnMark[] = [];
  /** The last number of each end, by connection and host. */
  const known = new Map<string, number>();
  for (const { kind, host, connection, marks: sent } of timed.series.entries) {
    if (kind !== 'syn' && kind !== 'syn-ack') continue;
    const { number, client, server } = connection;
    for (const { id, t } of sent) {
      const row = segments.rowOf(id);
      if (row === undefined) continue;
      const isn = segments.seq(row);
      if (known.get(`${number} ${host}`) === isn) continue;
      known.set(`${number} ${host}`, isn);
      marks.push({ t, isn, row, host, client, server });
    }
  }
  return marks.sort((a, b) => a.t - b.t);
}

export function isnPlot(marks: readonly IsnMark[]): IsnPlot {
  const byTuple = new Map<string, IsnMark[]>();
  for (const mark of marks) {
    const key = `${mark.host} ${mark.client} ${mark.server}`;
    const line = byTuple.get(key);
    if (line) line.push(mark);
    else byTuple.set(key, [mark]);
  }
  const lines = [...byTuple.values()];
  const clocks = Object.fromEntries(
    HOSTS.map((host) => [host, clockOf(lines.filter(([first]) => first?.host === host))]),
  );
  const { client, server } = clocks as IsnPlot['clocks'];
  return {
    series: lines.flatMap((line) => {
      const [first] = line;
      return first
        ? [{ host: first.host, marks: risenOf(line, (first.host === 'client' ? client : server).slope) }]
        : [];
    }),
    clocks: { client, server },
  };
}

function clockOf(lines: readonly IsnMark[][]): IsnClock {
  const slope = slopeOf(lines);
  return { slope, fourTuples: lines.length, lines: slope === null ? null : offsetsApart(lines, slope) };
}

/** The slope says how many turns lie between two numbers: what is left over is less than half a turn. */
function risenOf(line: readonly IsnMark[], slope: number | null): RisenMark[] {
  const [first] = line;
  return line.map((mark) => {
    const since = mark.t - (first?.t ?? mark.t);
    if (slope === null || !first) return { ...mark, since, risen: 0, off: null };
    const off = distance(mark.isn, offsetOf({ t: -since, isn: first.isn }, slope));
    return { ...mark, since, risen: Math.round(since * slope) + off, off };
  });
}
