/** What a page tells of a lesson beside the lab: its actions in plain words, what they are about, and the time it takes. */
import type { ActionSummary, Light, Subject } from '../protocol/app.ts';
import type { Action, Claim, Lesson, Translated } from './lesson.ts';
import { SHORTEST_RTO } from '../tcp/retransmission-schedule.ts';
import { actionText } from './wording/actions.ts';

export const actionSummary = (action: Action): ActionSummary => ({
  text: { en: actionText(action, 'en'), 'zh-CN': actionText(action, 'zh-CN') },
  lights: lightsOf(action),
  subject: subjectOf(action),
  waits: action.kind === 'wait-for-time' ? 'time' : action.kind.startsWith('wait-for') ? 'event' : null,
});

/** Where to look while it is done. */
export function lightsOf(action: Action): Light[] {
  switch (action.kind) {
    case 'wait-for-time':
      return [];
    case 'rule':
    case 'impair':
    case 'wire':
      return ['wire'];
    case 'wait-for-segment':
      return isAgain(action) ? ['wire', 'timers'] : ['wire'];
    case 'wait-for-state':
      // TIME_WAIT ends by a timer, and so does whatever nobody answers.
      return action.state === 'CLOSED' ? [action.host, 'timers'] : [action.host];
    case 'wait-for-failure':
      return [action.host, 'timers'];
    case 'wait-for-queue':
      return [`${action.queue.which} queue`];
    case 'wait-for-counter':
      return OF_TIMERS.includes(action.counter.name) ? ['counters', 'timers'] : ['counters'];
    case 'wait-for-refusal':
      return action.what.segment === 'syn' ? ['SYN queue', 'accept queue'] : ['accept queue'];
    case 'crowd':
    case 'crowds':
      return ['client', 'SYN queue', 'accept queue'];
    case 'flood':
    case 'stop-flood':
    case 'wait-for-flood':
      return ['wire', 'SYN queue'];
    case 'accept':
      return [action.host, 'accept queue'];
    default:
      return [action.host];
  }
}

/** Counters that tick when a timer fires (the kernel's Documentation/networking/snmp_counter.rst). */
const OF_TIMERS = ['TCPTimeouts', 'TCPLossProbes', 'TCPSynRetrans', 'TCPKeepAlive', 'TCPWinProbe'];

/** Whether the segment is one that its sender has sent before. */
function isAgain({ segment: { what }, nth }: Extract<Action, { kind: 'wait-for-segment' }>): boolean {
  if (what.by === 'flags') return nth > 1 && /SYN|FIN/.test(what.flags);
  return what.by === 'retransmission' || what.by === 'data-retransmission';
}

function subjectOf(action: Action): Subject | null {
  if (action.kind === 'wait-for-counter') return { host: action.counter.host, counter: action.counter.name };
  if (action.kind === 'wait-for-segment') return { host: action.segment.from, connection: action.connection };
  if (action.kind === 'wait-for-refusal' || !('connection' in action)) return null;
  const { host, connection } = action;
  return action.kind === 'wait-for-state' ? { host, connection, state: action.state } : { host, connection };
}

/** A person reads so many words, and thinks so many seconds about a question and looks so many at what a step does. */
const WORDS_A_SECOND = 3;
const QUESTION = 15;
const STEP = 8;

/** Whole minutes, without the minute-long parts: what the author expects the kernels to take, and the reading. */
export function minutesNeeded({ about, steps, expect }: Lesson): number {
  const short = steps.filter(({ full }) => !full);
  const questions = short.flatMap(({ predict = [] }) => predict);
  const texts = [about, ...short.flatMap(({ name, explain }) => [name, explain]), ...questions.map(({ ask }) => ask)];
  const words = texts.reduce((sum, text) => sum + wordsIn(text), 0);
  const waits = short.flatMap(({ actions }) => actions).reduce((sum, action) => sum + secondsOf(action), 0);
  const lasting = Math.max(0, ...expect.map(({ claim, full }) => (full ? 0 : lastingOf(claim))));
  const seconds = words / WORDS_A_SECOND + questions.length * QUESTION + short.length * STEP + waits + lasting;
  return Math.max(1, Math.round(seconds / 60));
}

const wordsIn = (text: Translated | undefined): number => text?.en.split(/\s+/).length ?? 0;

const secondsOf = (action: Action): number =>
  action.kind === 'wait-for-time' || action.kind === 'flood' ? action.seconds : 0;

/** How long the run must go on for it to hold. */
function lastingOf(claim: Claim): number {
  if (claim.kind === 'lasts') return claim.seconds;
  if (claim.kind === 'gaps') return claim.seconds.reduce((sum, gap) => sum + gap, 0);
  if (claim.kind === 'timeouts') return claim.multiples.reduce((sum, multiple) => sum + multiple, 0) * SHORTEST_RTO;
  return 0;
}
