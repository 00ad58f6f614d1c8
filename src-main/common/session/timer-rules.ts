/** How long each of the kernel's timers waits by the settings of this kernel and the figures of this socket, each with its source. */
import type { KnobName } from '../knobs/catalogue.ts';
import type { SocketEvent } from '../protocol/events.ts';
import {
  finWait2,
  INITIAL_RTO,
  LONGEST_RTO,
  orphanRetries,
  SHORTEST_RTO,
  synAckWait,
  synWait,
  tailWait,
  TIME_WAIT,
  type Effect,
  type TailSettings,
  type Wait,
  type WaitRule,
} from '../tcp/retransmission-schedule.ts';
import type { Session, SessionSocket } from './session.ts';
import { settingAt } from './settings.ts';
import type { TimedSeries } from './timed-segments.ts';

/** `time-wait`, `fin-timeout`: how long these states last. `kernel`: no rule is known, but the kernel said when. */
export type Rule = WaitRule | 'time-wait' | 'fin-timeout' | 'kernel';

export interface Prediction {
  seconds: number;
  effect: Effect | 'ends';
  rule: Rule;
  /** Constants of the kernel, its settings and the socket's figures by which it is so, as `tcp_syn_retries = 6`. */
  from: readonly string[];
}

/** The wait after what was sent at these moments, the last of them just now; `fired` of them by the timer. */
export type Rules = (times: readonly number[], fired: number) => Prediction | null;

const NO_RULE: Rules = () => null;
const LENGTH: Prediction = {
  seconds: TIME_WAIT,
  effect: 'ends',
  rule: 'time-wait',
  from: [`TCP_TIMEWAIT_LEN = ${TIME_WAIT} s`],
};
const milliseconds = (seconds: number): string => `${Number((seconds * 1000).toFixed(3))} ms`;

/** What a session says up to lab time `until`. */
export function rulesOf(session: Session, series: TimedSeries, socket: SessionSocket, until: number): Rules {
  if (series.kind === 'time-wait') return () => LENGTH;
  // A session that does not tell the settings is older than this.
  if (!session.settings) return NO_RULE;
  const settings = new Settings(session, series);
  switch (series.kind) {
    case 'syn':
      return synRules(settings);
    case 'syn-ack':
      return synAckRules(settings);
    case 'fin-wait2':
      return finWait2Rules(settings);
    default:
      return tailRules(settings, series, socket, until);
  }
}

/** The settings of the series' host at a moment; those that a socket takes when it is made, when the series began. */
class Settings {
  readonly #session: Session;
  readonly #series: TimedSeries;

  constructor(session: Session, series: TimedSeries) {
    this.#session = session;
    this.#series = series;
  }

  /** Undefined on a kernel without it. */
  value(name: KnobName, t = this.#series.t): number | undefined {
    const value = settingAt(this.#session, this.#series.host, name, t);
    return value === undefined ? undefined : Number(value);
  }

  get longest(): { seconds: number; from: string } {
    const set = this.value('tcp_rto_max_ms');
    return set === undefined
      ? { seconds: LONGEST_RTO, from: `TCP_RTO_MAX = ${LONGEST_RTO} s` }
      : { seconds: set / 1000, from: `tcp_rto_max_ms = ${set}` };
  }

  get shortest(): { seconds: number; from: string } {
    const set = this.value('tcp_rto_min_us');
    return set === undefined
      ? { seconds: SHORTEST_RTO, from: `TCP_RTO_MIN = ${milliseconds(SHORTEST_RTO)}` }
      : { seconds: set / 1e6, from: `tcp_rto_min_us = ${set}` };
  }
}

const first = `TCP_TIMEOUT_INIT = ${INITIAL_RTO} s`;

/** What a wait goes by; `last` ends the series. */
function withSources(wait: Wait, base: string, longest: string, last: string): Prediction {
  const from = [wait.rule === 'longest' ? longest : base];
  if (wait.effect === 'gives-up') from.push(last);
  return { ...wait, from };
}

function synRules(settings: Settings): Rules {
  return (times) => {
    const [start = 0, now = 0] = [times[0], times.at(-1)];
    const retries = settings.value('tcp_syn_retries', now);
    const linear = settings.value('tcp_syn_linear_timeouts', now);
    if (retries === undefined) return null;
    const longest = settings.longest;
    const wait = synWait(times.length, now - start, { retries, linear: linear ?? 0, longest: longest.seconds });
    const last = `tcp_syn_retries = ${retries}`;
    const prediction = withSources(wait, first, longest.from, last);
    if (linear === undefined || wait.rule === 'initial') return prediction;
    return { ...prediction, from: [...prediction.from, `tcp_syn_linear_timeouts = ${linear}`] };
  };
}

function synAckRules(settings: Settings): Rules {
  return (times, fired) => {
    const retries = settings.value('tcp_synack_retries', times.at(-1));
    if (retries === undefined) return null;
    const longest = `TCP_RTO_MAX = ${LONGEST_RTO} s`;
    return withSources(synAckWait(fired, retries), first, longest, `tcp_synack_retries = ${retries}`);
  };
}

function finWait2Rules(settings: Settings): Rules {
  const timeout = settings.value('tcp_fin_timeout');
  if (timeout === undefined) return NO_RULE;
  const from = [`tcp_fin_timeout = ${timeout}`];
  return () => ({ seconds: finWait2(timeout), effect: 'ends', rule: 'fin-timeout', from });
}

function tailRules(settings: Settings, series: TimedSeries, socket: SessionSocket, until: number): Rules {
  const told = loneFigures(series, socket, until);
  if (!told?.figures) return NO_RULE;
  const { rtt, rto } = told.figures;
  const { sack } = series.connection;
  const early = settings.value('tcp_early_retrans');
  const probes = sack.client === true && sack.server === true && (early === 3 || early === 4);
  const [shortest, longest] = [settings.shortest, settings.longest];
  const orphan = isOrphan(series, socket);
  const retries = settings.value(orphan ? 'tcp_orphan_retries' : 'tcp_retries2');
  if (retries === undefined) return NO_RULE;
  const tail: TailSettings = {
    rtt,
    // Each timeout has doubled it.
    rto: rto / 2 ** told.retransmits,
    shortest: shortest.seconds,
    longest: longest.seconds,
    probes,
    retries: orphan ? orphanRetries(retries) : retries,
  };
  const last = `${orphan ? 'tcp_orphan_retries' : 'tcp_retries2'} = ${retries}`;
  return (times) => {
    const firstTimeout = times[probes ? 2 : 1];
    const elapsed = firstTimeout === undefined ? 0 : (times.at(-1) ?? 0) - firstTimeout;
    const wait = tailWait(times.length, elapsed, tail);
    if (wait.rule === 'probe') {
      const from = rtt > 0 ? [`SRTT = ${milliseconds(rtt)}`, shortest.from] : [first];
      return { ...wait, from: [...from, `tcp_early_retrans = ${early}`] };
    }
    return withSources(wait, `RTO = ${milliseconds(tail.rto)}`, longest.from, last);
  };
}

/** What the kernel said of the socket while it had sent nothing else that was not acknowledged. */
function loneFigures({ t, ackedAt }: TimedSeries, { figures }: SessionSocket, until: number): SocketEvent | undefined {
  const start = figures.countUpTo(t);
  const end = figures.countUpTo(Math.min(until, ackedAt));
  return figures.entries.slice(start, end).find(({ figures }) => figures?.unacked === 1);
}

/** Whether the program has let go of the socket, as far as it is known by which call the FIN was sent. */
function isOrphan({ kind, t }: TimedSeries, { states }: SessionSocket): boolean {
  const entered = states.at(t);
  return kind === 'fin' && entered !== undefined && 'call' in entered.cause && entered.cause.call === 'close';
}
