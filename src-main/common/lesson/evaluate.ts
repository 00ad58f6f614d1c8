/** Holds an expectation against the stream of events. Pure: the same events give the same verdict live and in a replay. */
import type { Event, Evidence, SegmentEvent } from '../protocol/events.ts';
import type { Language } from '../protocol/messages.ts';
import { add } from '../tcp/sequence.ts';
import { segmentsOf, stateEventsOf, visitsOf } from './connections.ts';
import { callsOf } from './judge/during.ts';
import { LATE, listed, notSeen, type ClaimOf, type Finding } from './judge/finding.ts';
import { evidenceFor, segmentsAtEdge, visitsAlong } from './judge/evidence.ts';
import { judgeEnds, judgeError, judgeNever } from './judge/ends.ts';
import { judgeCounter, judgeQueue, judgeRefused } from './judge/queues.ts';
import { judgeOffsets, judgeSlope } from './judge/isns.ts';
import { judgeCount, judgeGaps } from './judge/series.ts';
import { judgeTimeouts } from './judge/timeouts.ts';
import type { Claim, Expectation, NumberTerm } from './lesson.ts';
import { segmentOfTerm, valueIn } from './judge/numbers.ts';
import { reasonsFor } from './judge/reasons.ts';
import { say } from './wording/say.ts';
import { claimText, pathText, segmentName, termName } from './wording/claims.ts';

export interface Verdict extends Finding {
  text: string;
  evidence: Evidence[];
}

/** Seconds between a change and its being seen: samples, rounding, a busy PC. */
const EARLY_SLACK = 0.25;
const LATE_SLACK = 2;

/** More segments than this are not listed as evidence. */
const MOST_LISTED = 12;

export function evaluate(expectation: Expectation, events: readonly Event[], lang: Language): Verdict {
  const { claim } = expectation;
  const text = expectation.text?.[lang] ?? claimText(claim, lang);
  const { held, observed } = judge(claim, events, lang);
  const reasons = held ? [] : reasonsFor(claim, events, lang);
  const evidence = evidenceFor(claim, events, held);
  return { text, held, observed: [observed, ...reasons].join(say(lang, '; ', '；')), evidence };
}

function judge(claim: Claim, events: readonly Event[], lang: Language): Finding {
  switch (claim.kind) {
    case 'states':
      return judgeStates(claim, events, lang);
    case 'segments':
      return judgeSegments(claim, events, lang);
    case 'number':
      return judgeNumber(claim, events, lang);
    case 'differ':
      return judgeDiffer(claim, events, lang);
    case 'timer':
      return judgeTimer(claim, events, lang);
    case 'no-timer':
      return judgeNoTimer(claim, events, lang);
    case 'lasts':
      return judgeLasts(claim, events, lang);
    case 'before-accept':
      return judgeBeforeAccept(claim, events, lang);
    case 'never':
      return judgeNever(claim, events, lang);
    case 'ends':
      return judgeEnds(claim, events, lang);
    case 'count':
      return judgeCount(claim, events, lang);
    case 'gaps':
      return judgeGaps(claim, events, lang);
    case 'timeouts':
      return judgeTimeouts(claim, events, lang);
    case 'queue':
      return judgeQueue(claim, events, lang);
    case 'counter':
      return judgeCounter(claim, events);
    case 'refused':
      return judgeRefused(claim, events, lang);
    case 'isn-slope':
      return judgeSlope(claim, events, lang);
    case 'isn-offsets':
      return judgeOffsets(claim, events, lang);
    case 'error':
      return judgeError(claim, events, lang);
  }
}

function judgeStates(claim: ClaimOf<'states'>, events: readonly Event[], lang: Language): Finding {
  const visits = visitsAlong(claim, events);
  const held = claim.states.every((state, i) => visits[i]?.state === state);
  return { held, observed: pathText(visits, lang) };
}

function judgeSegments(claim: ClaimOf<'segments'>, events: readonly Event[], lang: Language): Finding {
  const all = segmentsOf(events, claim.connection);
  const count = claim.segments.length;
  const seen = segmentsAtEdge(claim, events);
  const held =
    seen.length === count &&
    claim.segments.every(({ flags, from }, i) => seen[i]?.flags === flags && seen[i].from === from);
  if (all.length === 0) return { held, observed: say(lang, 'no segment was seen', '没有看到任何报文段') };
  const shown = held ? seen : claim.which === 'first' ? all.slice(0, MOST_LISTED) : all.slice(-MOST_LISTED);
  const names = shown.map((segment) => `#${segment.id} ${segmentName(segment, lang)}`);
  return { held, observed: listed(names, lang) };
}

function judgeNumber(claim: ClaimOf<'number'>, events: readonly Event[], lang: Language): Finding {
  const segments = segmentsOf(events, claim.connection);
  const left = valueOf(claim.left, segments);
  const right = typeof claim.right === 'number' ? claim.right : valueOf(claim.right, segments);
  const terms = typeof claim.right === 'number' ? [claim.left] : [claim.left, claim.right];
  return {
    held: left !== undefined && right !== undefined && left === add(right, claim.plus),
    observed: terms.map((term) => valueText(term, valueOf(term, segments), lang)).join(say(lang, ', ', '，')),
  };
}

function judgeDiffer({ term, connections }: ClaimOf<'differ'>, events: readonly Event[], lang: Language): Finding {
  const [first, second] = connections.map((connection) => valueOf(term, segmentsOf(events, connection)));
  const text = (value: number | undefined) => value ?? notSeen(lang);
  return {
    held: first !== undefined && second !== undefined && first !== second,
    observed: say(
      lang,
      `connection ${connections[0]}: ${text(first)}, connection ${connections[1]}: ${text(second)}`,
      `连接 ${connections[0]}：${text(first)}，连接 ${connections[1]}：${text(second)}`,
    ),
  };
}

function judgeTimer(claim: ClaimOf<'timer'>, events: readonly Event[], lang: Language): Finding {
  const { state, seconds } = claim;
  const inState = stateEventsOf(events, claim.connection, claim.host).filter(({ to }) => to === state);
  const timer = inState.find((event) => event.timer !== undefined)?.timer;
  if (timer === undefined) {
    const [en, zh] = inState.length === 0 ? ['was not seen', '没有出现'] : ['has no timer', '没有定时器'];
    return { held: false, observed: say(lang, `${state} ${en}`, `${state} ${zh}`) };
  }
  const left = timer.remaining;
  return {
    held: left >= seconds * 0.9 && left <= seconds * LATE + LATE_SLACK,
    observed: say(lang, `${left.toFixed(1)} s left`, `剩余 ${left.toFixed(1)} 秒`),
  };
}

function judgeNoTimer(claim: ClaimOf<'no-timer'>, events: readonly Event[], lang: Language): Finding {
  const { host, state, connection } = claim;
  const inState = stateEventsOf(events, connection, host).filter(({ to }) => to === state);
  const timer = inState.find((event) => event.timer !== undefined)?.timer;
  if (timer !== undefined) {
    const left = timer.remaining.toFixed(1);
    return { held: false, observed: say(lang, `${timer.name}, ${left} s left`, `${timer.name}，剩余 ${left} 秒`) };
  }
  const [en, zh] = inState.length === 0 ? ['was not seen', '没有出现'] : ['has no timer', '没有定时器'];
  return { held: inState.length > 0, observed: say(lang, `${state} ${en}`, `${state} ${zh}`) };
}

function judgeLasts(claim: ClaimOf<'lasts'>, events: readonly Event[], lang: Language): Finding {
  const { state, seconds } = claim;
  const visits = visitsOf(events, claim.connection, claim.host);
  const entered = visits.findIndex((visit) => visit.state === state);
  const from = visits[entered]?.t ?? null;
  const to = visits[entered + 1]?.t ?? null;
  if (entered === -1) return { held: false, observed: say(lang, `${state} was not seen`, `${state} 没有出现`) };
  if (from === null || to === null) {
    return { held: false, observed: say(lang, `the end of ${state} was not seen`, `没有看到 ${state} 结束`) };
  }
  const lasted = to - from;
  return {
    held: lasted >= seconds - EARLY_SLACK && lasted <= seconds * LATE + LATE_SLACK,
    observed: say(lang, `${lasted.toFixed(1)} s`, `${lasted.toFixed(1)} 秒`),
  };
}

function judgeBeforeAccept(claim: ClaimOf<'before-accept'>, events: readonly Event[], lang: Language): Finding {
  const { host, state, connection } = claim;
  const reached = visitsOf(events, connection, host).find((visit) => visit.state === state)?.t ?? null;
  const accepts = callsOf(events, host, 'accept', connection);
  const returned = accepts.find(({ endedAt }) => endedAt !== null)?.endedAt ?? null;
  const time = (t: number | null) => (t === null ? notSeen(lang) : `${t.toFixed(6)} s`);
  return {
    held: reached !== null && returned !== null && reached <= returned,
    observed: say(
      lang,
      `${state}: ${time(reached)}, accept() returned: ${time(returned)}`,
      `${state}：${time(reached)}，accept() 返回：${time(returned)}`,
    ),
  };
}

const valueOf = (term: NumberTerm, segments: readonly SegmentEvent[]): number | undefined =>
  valueIn(term, segmentOfTerm(term, segments));

function valueText(term: NumberTerm, value: number | undefined, lang: Language): string {
  return `${termName(term, lang)}${say(lang, ': ', '：')}${value ?? notSeen(lang)}`;
}
