/** The events of a lab → what is kept of its last run of a lesson. */
import type { AnswerEvent, Event, QuestionEvent, SegmentEvent, StateEvent } from '../protocol/events.ts';
import type { Evidence, Score, ScoredAnswer } from './score.ts';

/** Null when no run has ended, or the lab was not told. */
export function scoreOfRun(events: readonly Event[]): Score | null {
  const lab = events.find((event) => event.type === 'lab');
  const end = events.findLastIndex(({ type }) => type === 'result');
  const result = events[end];
  if (lab === undefined || result?.type !== 'result') return null;
  const begin = events.findLastIndex(({ type }, i) => i < end && type === 'result');
  const run = events.slice(begin + 1, end);
  const { lesson, held, missed } = result;
  return {
    lesson,
    at: new Date((lab.startedAt + result.t) * 1000).toISOString(),
    kernel: lab.kernel,
    engine: lab.engine,
    ...{ held, missed },
    stopped: run.some((event) => event.type === 'warning' && event.code === 'stopped'),
    answers: answersIn(run),
  };
}

function answersIn(run: readonly Event[]): ScoredAnswer[] {
  const answers = new Map<number, AnswerEvent>();
  for (const event of run) if (event.type === 'answer') answers.set(event.question, event);
  return run.flatMap((event) => (event.type === 'question' ? [answered(event, answers.get(event.question), run)] : []));
}

function answered({ step, ask }: QuestionEvent, answer: AnswerEvent | undefined, run: readonly Event[]): ScoredAnswer {
  const { given = null, truth = null, right = null } = answer ?? {};
  return { step, ask, given, truth, right, evidence: answer?.evidence ? evidenceIn(run, answer.evidence) : null };
}

/** Null when what proved it was no longer told. */
function evidenceIn(run: readonly Event[], evidence: NonNullable<AnswerEvent['evidence']>): Evidence | null {
  if ('segment' in evidence) {
    const isIt = (event: Event): event is SegmentEvent => event.type === 'segment' && event.id === evidence.segment;
    const found = run.find(isIt);
    return found ? { t: found.t, segment: { id: found.id, from: found.from, flags: found.flags } } : null;
  }
  const { t } = evidence;
  if (!('state' in evidence)) return { t };
  const isIt = (event: Event): event is StateEvent =>
    event.type === 'state' && event.socket === evidence.state && event.t === t;
  const found = run.findLast(isIt);
  return found ? { t, socket: found.socket, from: found.from, to: found.to } : { t };
}
