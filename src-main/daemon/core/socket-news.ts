/** What the kernel says of a socket besides its state: as an event, when it differs from what was told of it last. */
import type { SocketEvent, SocketFigures } from '../../common/protocol/events.ts';
import type { SocketReport } from '../../linux/netlink/sock-diag.ts';
import type { End } from './flows.ts';

/** No slow start threshold yet (include/net/tcp.h). */
const TCP_INFINITE_SSTHRESH = 0x7fffffff;
/**
 * How far the same due moment may seem to move, in seconds: the kernel tells what is left in whole jiffies, of 10 ms
 * with HZ=100, and it does so a moment after the sample's time.
 */
export const GRAIN = 0.012;

function figuresOf(info: Record<string, number>): SocketFigures {
  const value = (name: string): number => info[name] ?? 0;
  const seconds = (name: string): number => value(name) / 1e6;
  const ssthresh = value('snd_ssthresh');
  const figures: SocketFigures = {
    cwnd: value('snd_cwnd'),
    ssthresh: ssthresh >= TCP_INFINITE_SSTHRESH ? null : ssthresh,
    rtt: seconds('rtt'),
    rttvar: seconds('rttvar'),
    rto: seconds('rto'),
    unacked: value('unacked'),
    lost: value('lost'),
    totalRetrans: value('total_retrans'),
    mss: value('snd_mss'),
  };
  // Since Linux 5.4 and 6.2.
  if (info['snd_wnd'] !== undefined) figures.peerWindow = info['snd_wnd'];
  if (info['rcv_wnd'] !== undefined) figures.ownWindow = info['rcv_wnd'];
  return figures;
}

/** Lab time at which the timer that was told of is due; Infinity when none was. */
export const dueMoment = ({ t, timer }: SocketEvent): number => (timer ? t + timer.remaining : Infinity);

function timerMoved(told: SocketEvent, now: SocketEvent): boolean {
  if (!told.timer || !now.timer) return false;
  // A timer that is overdue has 0 left however long it is.
  if (now.timer.remaining === 0 && dueMoment(told) < now.t) return false;
  return Math.abs(dueMoment(now) - dueMoment(told)) > GRAIN;
}

function figuresDiffer(told: SocketFigures | undefined, now: SocketFigures | undefined): boolean {
  if (!told || !now) return now !== undefined;
  return (Object.keys(now) as (keyof SocketFigures)[]).some((name) => told[name] !== now[name]);
}

/**
 * The event for a report that came at `t`, null when it says nothing new. `timer` is what the report's timer is for.
 * Amounts that moved within `patience` seconds of the last event are no news yet: another sample follows.
 */
export function socketNews(
  end: End,
  report: SocketReport,
  timer: string | null,
  t: number,
  patience: number,
): SocketEvent | null {
  const { told } = end;
  const event: SocketEvent = {
    type: 'socket',
    t,
    host: end.host,
    socket: end.label,
    rqueue: report.rqueue,
    wqueue: report.wqueue,
    timer: timer === null ? null : { name: timer, remaining: report.expires },
    retransmits: report.retransmits,
  };
  if (report.info) event.figures = figuresOf(report.info);
  if (told && (told.timer?.name ?? null) === timer && told.retransmits === event.retransmits) {
    const moved =
      told.rqueue !== event.rqueue ||
      told.wqueue !== event.wqueue ||
      timerMoved(told, event) ||
      figuresDiffer(told.figures, event.figures);
    if (!moved || t - told.t < patience) return null;
  }
  end.told = event.figures || !told?.figures ? event : { ...event, figures: told.figures };
  return event;
}
