/** What of a run proves a finding, or shows how else it went: what the text of the finding names. */
import type { Event, Evidence, RefusalEvent, SegmentEvent } from '../../protocol/events.ts';
import { segmentsOf, stateEventsOf, visitsOf, type Visit } from '../connections.ts';
import type { Claim } from '../lesson.ts';
import { callsOf, errorOf, fillsOf, plainName } from './during.ts';
import type { ClaimOf } from './finding.ts';
import { isnLinesOf } from './isns.ts';
import { segmentOfTerm } from './numbers.ts';
import { refusalsMeant, refusalsOf } from './queues.ts';
import { countedOf } from './segments-counted.ts';

/** More than these light up nothing that anybody could still tell apart. */
const MOST = 100;

export const evidenceFor = (claim: Claim, events: readonly Event[], held: boolean): Evidence[] =>
  allFor(claim, events, held).slice(0, MOST);

function allFor(claim: Claim, events: readonly Event[], held: boolean): Evidence[] {
  switch (claim.kind) {
    case 'states':
      return visitsAlong(claim, events).flatMap(ofVisit);
    case 'never':
    case 'ends': {
      const visits = visitsOf(events, claim.connection, claim.host);
      return (claim.kind === 'ends' ? visits.slice(-1) : visits).flatMap(ofVisit);
    }
    case 'lasts': {
      const visits = visitsOf(events, claim.connection, claim.host);
      const entered = visits.findIndex(({ state }) => state === claim.state);
      return entered === -1 ? [] : visits.slice(entered, entered + 2).flatMap(ofVisit);
    }
    case 'timer':
    case 'no-timer': {
      const inState = stateEventsOf(events, claim.connection, claim.host).filter(({ to }) => to === claim.state);
      const told = inState.find(({ timer }) => timer !== undefined) ?? inState[0];
      return told ? [{ state: told.socket, t: told.t }] : [];
    }
    case 'before-accept': {
      const reached = visitsOf(events, claim.connection, claim.host).find(({ state }) => state === claim.state);
      const returned = callsOf(events, claim.host, 'accept', claim.connection).find(({ endedAt }) => endedAt !== null);
      return [...(reached ? ofVisit(reached) : []), ...ofMoments([returned?.endedAt])];
    }
    case 'segments':
      return ofSegments(segmentsAtEdge(claim, events));
    case 'number': {
      const segments = segmentsOf(events, claim.connection);
      const terms = typeof claim.right === 'number' ? [claim.left] : [claim.left, claim.right];
      return ofSegments(terms.map((term) => segmentOfTerm(term, segments)));
    }
    case 'differ':
      return ofSegments(
        claim.connections.map((connection) => segmentOfTerm(claim.term, segmentsOf(events, connection))),
      );
    case 'count':
      return ofSegments(countedOf(events, claim.segments, claim.connection, claim.step));
    case 'gaps': {
      const seen = countedOf(events, claim.segments, claim.connection);
      return ofSegments(held ? seen.slice(0, claim.seconds.length + 1) : seen);
    }
    case 'timeouts':
      return ofSegments(countedOf(events, claim.segments, claim.connection));
    case 'queue': {
      const fills = fillsOf(events, claim.queue, claim.step);
      const isOfEnd = claim.way === 'ends-with' || claim.way === 'has-room-for';
      const [first, ...rest] = isOfEnd ? fills.slice(-1) : fills;
      const told = first && rest.reduce((a, b) => (b.len > a.len ? b : a), first);
      return ofMoments([told?.t]);
    }
    case 'counter':
      return held && claim.times.most === 0 ? [] : ofCounter(claim, events);
    case 'refused':
      return ofRefusals(refusalsMeant(claim, events));
    case 'isn-slope':
    case 'isn-offsets':
      return ofMoments(
        isnLinesOf(events, claim.host, claim.step)
          .flat()
          .map(({ t }) => t),
      );
    case 'error': {
      const calls = callsOf(events, claim.host, claim.call, claim.connection);
      const shown = held && claim.errno !== null ? calls.filter((call) => errorOf(call) === claim.errno) : calls;
      return ofMoments(shown.map(({ t, endedAt }) => endedAt ?? t));
    }
  }
}

/** The visits that go as the claim has it; all that there are where none do. */
export function visitsAlong({ host, states, connection }: ClaimOf<'states'>, events: readonly Event[]): Visit[] {
  const visits = visitsOf(events, connection, host);
  const starts = visits.findIndex((_, i) => states.every((state, j) => visits[i + j]?.state === state));
  return starts === -1 ? visits : visits.slice(starts, starts + states.length);
}

/** As many of the connection's first (or last) segments as the claim names. */
export function segmentsAtEdge(
  { which, segments, connection }: ClaimOf<'segments'>,
  events: readonly Event[],
): SegmentEvent[] {
  const all = segmentsOf(events, connection);
  return which === 'first' ? all.slice(0, segments.length) : all.slice(-segments.length);
}

/** With the refusals of which it is known that they made it tick. */
function ofCounter({ counter, step }: ClaimOf<'counter'>, events: readonly Event[]): Evidence[] {
  const { host, name } = counter;
  const refusals = refusalsOf(events, { what: null, connection: null, ...(step !== undefined && { step }) });
  const telling = refusals.filter((e) => e.host === host && e.counters.some((tick) => plainName(tick) === name));
  return [{ counter: name, host }, ...ofRefusals(telling)];
}

const ofRefusals = (refusals: readonly RefusalEvent[]): Evidence[] =>
  refusals.flatMap(({ segment, t }) => [{ segment }, { t }]);

const ofVisit = ({ t, socket }: Visit): Evidence[] => (t === null ? [] : [{ state: socket, t }]);

const ofSegments = (segments: readonly (SegmentEvent | undefined)[]): Evidence[] =>
  segments.flatMap((segment) => (segment ? [{ segment: segment.id }] : []));

const ofMoments = (moments: readonly (number | null | undefined)[]): Evidence[] =>
  moments.flatMap((t) => (typeof t === 'number' ? [{ t }] : []));
