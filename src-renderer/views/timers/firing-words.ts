/** A timer's firings in words. */
import type { Host } from '../../../src-main/common/protocol/events.ts';
import {
  contradicts,
  lateness,
  verdictOf,
  type Firing,
  type TimerLane,
} from '../../../src-main/common/session/timer-lanes.ts';
import { countdownText, timeText, type Units } from '../../../src-main/common/text/quantities.ts';
import { say } from '../../state/words.svelte.ts';

export const kindName = ({ series }: TimerLane): string => say(`lanes.kind.${series.kind}`);
export const hostName = (host: Host): string => say(`host.${host}`);

/** Seconds with as many digits as tell a firing from its moment. */
export const secondsText = (seconds: number): string => `${seconds.toFixed(3)} s`;

/** `+24.0 ms (2.4 %)`. */
export function lateText(firing: Firing, units: Units): string {
  const late = lateness(firing);
  if (late === null) return '';
  const sign = late < 0 ? '−' : '+';
  return `${sign}${timeText(Math.abs(late), units)} (${((100 * late) / firing.seconds).toFixed(1)} %)`;
}

/** What the kernel did, or is about to do. */
export function deedText(firing: Firing, nth: number): string {
  const effect = firing.outcome.kind === 'fired' ? firing.outcome.effect : firing.effect;
  return effect === 'again' ? say('lanes.copy', { nth }) : say(`lanes.${effect}`);
}

/** What became of it, in the column of what was measured. */
export function outcomeText({ outcome, setAt }: Firing): string {
  switch (outcome.kind) {
    case 'pending':
      return say('lanes.pending');
    case 'anew':
      return say('lanes.anew', { time: secondsText(outcome.t - setAt) });
    case 'stopped':
      return say('lanes.stopped', { time: secondsText(outcome.t - setAt) });
    case 'fired':
      return secondsText(outcome.t - setAt);
  }
}

/** How exact what was measured is. */
export function measuredBy({ outcome }: Firing): string {
  if (outcome.kind !== 'fired') return '';
  if (outcome.segment !== null) return say('lanes.by-wire', { id: outcome.segment });
  if (outcome.lastSeen === null) return say('lanes.by-looks');
  return say('lanes.between-looks', { time: timeText(outcome.t - outcome.lastSeen, 'prefixed') });
}

/** Not torn apart at the end of a line. */
const whole = (source: string): string => source.replaceAll(' ', '\u00a0');

/** Why it should fire then, and what speaks against that. */
export function whyText(firing: Firing, isPruned: boolean): string[] {
  const { rule, from, setAt, kernelDueAt } = firing;
  const why = [`${say(`lanes.rule.${rule}`)}${say('words.colon')}${from.map(whole).join(', ')}`];
  if (contradicts(firing)) why.push(say('lanes.contradicts', { time: secondsText((kernelDueAt ?? 0) - setAt) }));
  const verdict = verdictOf(firing);
  if (verdict === 'early' || verdict === 'late') why.push(say(`lanes.verdict.${verdict}`));
  if (isPruned) why.push(say('lanes.pruned'));
  return why;
}

/** One lane at a glance: what pends, else how late its last firing was. */
export function glance({ firings }: TimerLane, clock: number, units: Units): string {
  const last = firings.at(-1);
  if (!last) return '';
  if (last.outcome.kind !== 'pending')
    return lateText(firings.findLast((each) => lateness(each) !== null) ?? last, units);
  const left = last.dueAt - clock;
  return left >= 0
    ? say('lanes.due', { time: countdownText(left) })
    : say('timers.overdue', { time: countdownText(-left) });
}

/** The same for who does not see it, without what changes all the time. */
export function saidOf({ firings }: TimerLane, units: Units): string {
  const fired = firings.filter((firing) => lateness(firing) !== null);
  const last = fired.at(-1);
  const late = last ? [say('lanes.said.late', { late: lateText(last, units) })] : [];
  const pending = firings.at(-1)?.outcome.kind === 'pending' ? [say('lanes.said.pending')] : [];
  return [say('lanes.said', { count: fired.length }), ...late, ...pending].join(say('lanes.comma'));
}
