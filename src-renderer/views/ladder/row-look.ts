/** What one row of the ladder shows, worked out from the session at a moment. */
import type { CallEvent, Host, StateEvent } from '../../../src-main/common/protocol/events.ts';
import type { Settings } from '../../../src-main/common/protocol/settings.ts';
import type { LadderRow } from '../../../src-main/common/session/ladder-rows.ts';
import { refusalText } from '../../../src-main/common/session/refusal-words.ts';
import type { SegmentRow } from '../../../src-main/common/session/segment-table.ts';
import type { Session } from '../../../src-main/common/session/session.ts';
import { timeText, type Units } from '../../../src-main/common/text/quantities.ts';
import { say, sayTold } from '../../state/words.svelte.ts';
import { timerName } from '../endpoint/timer-words.ts';
import { lifeAt, type Life } from './life.ts';
import { connectionTag } from './segment-text.ts';
import { moment } from './times.ts';

/** How a state is known: asked of a socket, asked of a mini-socket, or worked out. */
export type MarkLook = 'observed' | 'mini' | 'inferred';

export interface Mark {
  host: Host;
  state: string;
  look: MarkLook;
  tag: string;
  /** Stands where the row's segment arrives, not where it was sent. */
  atArrival: boolean;
}

export interface CallLook {
  host: Host;
  text: string;
  /** Empty while it has not returned. */
  result: string;
  failed: boolean;
  took: string;
}

export interface RowLook {
  index: number;
  kind: LadderRow['kind'];
  time: string;
  /** Length of the silence before it. */
  silence: string;
  segment: SegmentRow | null;
  life: Life | null;
  tag: string;
  call: CallLook | null;
  /** Of steps, differences, refusals, warnings, and what made a state change that has no other row. */
  text: string;
  host: Host | null;
  marks: Mark[];
  /** Connection; 0 for what belongs to none. */
  connection: number;
}

/** Waits shorter than this are not worth a word. */
const NOTABLE = 0.001;

/** `hasGap`: time without anything is shown before it. */
export function lookOf(session: Session, index: number, hasGap: boolean, at: number, { units }: Settings): RowLook {
  const row = session.rows.at(index);
  const isSegment = row.kind === 'segment' || row.kind === 'arrival';
  const segment = isSegment ? session.segments.get(row.ref) : null;
  const marks = row.marks.filter(({ t }) => t <= at);
  const call = row.kind === 'call' || row.kind === 'return' ? session.calls[row.ref] : undefined;
  const connection = segment?.connection?.number ?? connectionOf(session, call ?? marks[0]);
  return {
    index,
    kind: row.kind,
    time: momentText(session, row, units),
    silence: hasGap ? timeText(row.t - session.rows.t(index - 1), units) : '',
    segment,
    life: segment && lifeAt(segment, at),
    tag: connection > 0 && session.connections.several ? connectionTag(connection) : '',
    call: call ? callLook(session, row, call, at, units) : null,
    text: textOf(session, row),
    host: segment?.from ?? call?.host ?? marks[0]?.host ?? null,
    marks: marks.map((state) => markOf(session, state, row, segment)),
    connection,
  };
}

/** Empty where the row above says the same. */
function momentText({ rows }: Session, { index, t }: LadderRow, units: Units): string {
  const text = moment(t, units);
  return index > 0 && moment(rows.t(index - 1), units) === text ? '' : text;
}

function connectionOf(session: Session, owner: { host: Host; socket?: string } | undefined): number {
  if (owner?.socket === undefined) return 0;
  return session.connections.ofSocket(owner.host, owner.socket)?.number ?? 0;
}

function markOf(session: Session, state: StateEvent, row: LadderRow, segment: SegmentRow | null): Mark {
  const connection = session.connections.several ? connectionOf(session, state) : 0;
  return {
    host: state.host,
    state: state.to,
    look: state.source === 'inferred' ? 'inferred' : state.mini ? 'mini' : 'observed',
    tag: connection > 0 ? connectionTag(connection) : '',
    atArrival: row.kind === 'segment' && segment !== null && segment.from !== state.host,
  };
}

/** A call's result stands where it returned: in its own row when nothing came in between. */
function callLook(session: Session, row: LadderRow, call: CallEvent, at: number, units: Units): CallLook {
  const isReturn = row.kind === 'return';
  const returnsHere = isReturn || session.rowsOfCall(row.ref).length === 1;
  const result = returnsHere && (call.endedAt ?? Infinity) <= at ? (call.result ?? '') : '';
  const took = (call.endedAt ?? call.t) - call.t;
  return {
    host: call.host,
    text: isReturn ? `${call.call}()` : `${call.call}(${call.args})`,
    result,
    failed: /^E[A-Z0-9]+\b/.test(result),
    took: result !== '' && took >= NOTABLE ? timeText(took, units) : '',
  };
}

function textOf(session: Session, { kind, ref, marks }: LadderRow): string {
  switch (kind) {
    case 'step':
      return session.steps[ref]?.name ?? '';
    case 'warning': {
      const warning = session.warnings[ref];
      return warning?.said ? sayTold(warning.said) : (warning?.text ?? '');
    }
    case 'refusal': {
      const refusal = session.refusals[ref];
      return refusal ? refusalText(refusal, say) : '';
    }
    case 'difference': {
      const difference = session.differences[ref];
      if (!difference) return '';
      const { host, model, kernel } = difference;
      return say('ladder.difference', { host: say(`ladder.${host}`), model, kernel });
    }
    case 'state': {
      const cause = marks[0]?.cause;
      return cause && 'timer' in cause ? say('ladder.timer', { timer: timerName(cause.timer) }) : '';
    }
    default:
      return '';
  }
}
