/** One line for each of the kernels' timers that has fired: when it should have, when it did. */
import type { Session } from '../../common/session/session.ts';
import { lateness, timerLanesAt, type Firing, type TimerLane } from '../../common/session/timer-lanes.ts';
import type { Say } from '../../host/words.ts';
import { connectionTag } from './labels.ts';
import { heading } from './prose.ts';
import { span, wrap, type Line } from './spans.ts';

/** A crowd's would be too many to read. */
const MOST = 12;

const seconds = (value: number): string => value.toFixed(3);

function firingText(firing: Firing): string {
  const late = lateness(firing) ?? 0;
  const share = ((100 * late) / firing.seconds).toFixed(1);
  return `${seconds(firing.seconds)} → ${seconds(firing.seconds + late)} s (${late < 0 ? '' : '+'}${share} %)`;
}

function laneText({ series, firings }: TimerLane, several: boolean, say: Say): string {
  const { kind, host, connection } = series;
  const fired = firings.filter((firing) => lateness(firing) !== null);
  return say('ladder.timer', {
    host: say(`ladder.${host}`),
    tag: several ? ` ${connectionTag(connection.number)}` : '',
    kind: say(`ladder.timer.${kind}`),
    list: fired.map(firingText).join(say('ladder.timer.comma')),
  });
}

/** Nothing while none has fired. */
export function timerLines(session: Session, say: Say, width: number): Line[] {
  const fired = timerLanesAt(session, session.end).filter(({ firings }) =>
    firings.some((each) => lateness(each) !== null),
  );
  if (fired.length === 0) return [];
  const { several } = session.connections;
  const texts = fired.slice(0, MOST).map((lane) => laneText(lane, several, say));
  if (fired.length > MOST) texts.push(say('ladder.timer.more', { count: fired.length - MOST }));
  const lines = texts.flatMap((text) =>
    wrap(text, width - 6).map((part, i): Line => [span(`${i === 0 ? '  ' : '      '}${part}`)]),
  );
  return [heading(say('ladder.timers'), width), ...lines];
}
