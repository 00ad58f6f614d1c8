/**
 * How long Linux waits before it sends again what is not acknowledged, and after which wait it gives up instead. All
 * times are seconds. The kernel's timers fire late, never early: see LATEST.
 */

/** TCP_TIMEOUT_INIT (RFC 6298 2.1), TCP_RTO_MIN, TCP_RTO_MAX, TCP_TIMEWAIT_LEN: include/net/tcp.h. */
export const INITIAL_RTO = 1;
export const SHORTEST_RTO = 0.2;
export const LONGEST_RTO = 120;
export const TIME_WAIT = 60;

/** The timer wheel rounds up by as much as an eighth (kernel/time/timer.c); a kernel that is busy needs a moment more. */
const LATE = 1.125;
const SLACK = 0.05;

/** The latest moment at which a timer that was set at `from` for so long should have fired. */
export const latestOf = (from: number, seconds: number): number => from + LATE * seconds + SLACK;

/** What the kernel does when the wait is over. */
export type Effect = 'again' | 'gives-up';

/** Why it is so long. */
export type WaitRule = 'initial' | 'linear' | 'doubled' | 'longest' | 'probe' | 'rto';

export interface Wait {
  seconds: number;
  effect: Effect;
  rule: WaitRule;
}

/** How long so many waits last that double from `base` (tcp_model_timeout in net/ipv4/tcp_timer.c). */
export function modelTimeout(retries: number, base: number, longest: number): number {
  const doublings = Math.floor(Math.log2(Math.max(1, longest / base)));
  if (retries <= doublings) return (2 ** (retries + 1) - 1) * base;
  return (2 ** (doublings + 1) - 1) * base + (retries - doublings) * longest;
}

const backoff = (base: number, doublings: number, longest: number): Pick<Wait, 'seconds' | 'rule'> => {
  const seconds = Math.min(base * 2 ** doublings, longest);
  return { seconds, rule: seconds < base * 2 ** doublings ? 'longest' : 'doubled' };
};

export interface SynSettings {
  /** tcp_syn_retries */
  retries: number;
  /** tcp_syn_linear_timeouts; 0 on a kernel without it. */
  linear: number;
  longest: number;
}

/**
 * The wait after a SYN was sent for the `sent`th time, `elapsed` seconds after the first (tcp_retransmit_timer,
 * tcp_write_timeout). Both a count and a time end it.
 */
export function synWait(sent: number, elapsed: number, { retries, linear, longest }: SynSettings): Wait {
  const timeouts = sent - 1;
  const wait: Pick<Wait, 'seconds' | 'rule'> =
    timeouts === 0
      ? { seconds: INITIAL_RTO, rule: 'initial' }
      : timeouts <= linear
        ? { seconds: INITIAL_RTO, rule: 'linear' }
        : backoff(INITIAL_RTO, timeouts - linear, longest);
  const isLast =
    timeouts >= retries + linear ||
    (timeouts > 0 && elapsed + wait.seconds >= modelTimeout(retries, INITIAL_RTO, longest));
  return { ...wait, effect: isLast ? 'gives-up' : 'again' };
}

/** The wait of a half-open entry whose timer has fired so often (reqsk_timer_handler); `retries` is tcp_synack_retries. */
export function synAckWait(timeouts: number, retries: number): Wait {
  const wait = timeouts === 0 ? { seconds: INITIAL_RTO, rule: 'initial' as const } : null;
  return {
    ...(wait ?? backoff(INITIAL_RTO, timeouts, LONGEST_RTO)),
    effect: timeouts >= retries ? 'gives-up' : 'again',
  };
}

/** Fewer retries are left to an old entry while so many are half-open (reqsk_timer_handler). */
export const mayBePruned = (halfOpen: number, backlog: number): boolean => 2 * halfOpen > Math.max(8, backlog);

export interface TailSettings {
  /** Smoothed round-trip time, 0 without a sample; and the socket's timeout before it was doubled. */
  rtt: number;
  rto: number;
  /** The shortest and the longest timeout. */
  shortest: number;
  longest: number;
  /** Whether a tail loss probe comes first (RFC 8985 7). */
  probes: boolean;
  /** After so many doublings of TCP_RTO_MIN it gives up. */
  retries: number;
}

/**
 * The wait after the only segment that is not acknowledged was sent for the `sent`th time, `elapsed` seconds after the
 * first retransmission by timeout (tcp_schedule_loss_probe, tcp_retransmit_timer, retransmits_timed_out).
 */
export function tailWait(sent: number, elapsed: number, tail: TailSettings): Wait {
  const { rtt, rto, shortest, longest, probes, retries } = tail;
  if (sent === 1 && probes) {
    const probe = rtt > 0 ? 2 * rtt + shortest : INITIAL_RTO;
    return { seconds: Math.min(probe, rto), rule: probe <= rto ? 'probe' : 'rto', effect: 'again' };
  }
  const timeouts = sent - (probes ? 2 : 1);
  const wait = timeouts === 0 ? { seconds: rto, rule: 'rto' as const } : backoff(rto, timeouts, longest);
  const isLast = timeouts > 0 && elapsed + wait.seconds >= modelTimeout(retries, SHORTEST_RTO, longest);
  return { ...wait, effect: isLast ? 'gives-up' : 'again' };
}

/** Of an orphan: tcp_orphan_retries, whose 0 means 8 as long as the timeout can grow. */
export const orphanRetries = (setting: number): number => (setting === 0 ? 8 : setting);

/** How long an orphan waits for its peer's FIN: beyond TCP_TIMEWAIT_LEN what is beyond it, twice (tcp_rcv_state_process). */
export const finWait2 = (timeout: number): number => (timeout > TIME_WAIT ? 2 * (timeout - TIME_WAIT) : timeout);
