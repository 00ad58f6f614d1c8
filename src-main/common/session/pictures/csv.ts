/** What the pictures are drawn from as comma-separated values. What the columns mean is said in docs/csv.md. */
import { csvRecord, csvTime } from '../../text/csv.ts';
import type { Session } from '../session.ts';
import { peerOf, queueOf } from './backlog.ts';
import { isnMarks, isnPlot } from './isn-plot.ts';

export function* isnRecords(session: Session): Generator<string> {
  yield csvRecord(['t', 'host', 'client', 'server', 'segment', 'isn', 'since', 'risen', 'off']);
  const { series } = isnPlot(isnMarks(session));
  for (const mark of series.flatMap(({ marks }) => marks).sort((a, b) => a.t - b.t)) {
    const { t, host, client, server, row, isn, since, risen, off } = mark;
    const measured = off === null ? [null, null] : [risen, off];
    const { id } = session.segments.get(row);
    yield csvRecord([csvTime(t), host, client, server, id, isn, csvTime(since), ...measured]);
  }
}

export function* refusalRecords(session: Session): Generator<string> {
  yield csvRecord([
    't',
    'host',
    'peer',
    'queue',
    'what',
    'how',
    'gauge',
    'len',
    'max',
    'segment',
    'counters',
    'source',
  ]);
  for (const refusal of session.refusals) {
    const { t, host, what, how, gauge, fill, segment, counters, source } = refusal;
    const ticked = counters.map(({ name, delta }) => `${name} ${delta}`).join(' ');
    const full = [fill?.len ?? null, fill?.max ?? null];
    yield csvRecord([
      csvTime(t),
      host,
      peerOf(refusal),
      queueOf(refusal),
      what,
      how,
      gauge,
      ...full,
      segment,
      ticked,
      source,
    ]);
  }
}

export function* figureRecords(session: Session): Generator<string> {
  const names = ['cwnd', 'ssthresh', 'unacked', 'lost', 'totalRetrans', 'rtt', 'rttvar', 'rto', 'mss'] as const;
  yield csvRecord(['t', 'host', 'socket', ...names]);
  const told = [...session.sockets.values()].flatMap(({ host, label, figures }) =>
    figures.entries.flatMap(({ t, figures: all }) => (all ? [{ t, host, label, all }] : [])),
  );
  for (const { t, host, label, all } of told.sort((a, b) => a.t - b.t))
    yield csvRecord([csvTime(t), host, label, ...names.map((name) => all[name])]);
}
