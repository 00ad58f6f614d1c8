/** A recorded run of a lesson as if it had been started in another language: what the lab said of it, said anew. */
import { evaluate, type Verdict } from '../lesson/evaluate.ts';
import { isMet } from '../lesson/judge/conditions.ts';
import type { Expectation, Lesson } from '../lesson/lesson.ts';
import type { Event, QuestionEvent } from '../protocol/events.ts';
import type { Language } from '../protocol/messages.ts';

/** The lesson's expectations are judged anew, those that the recorded run had reason to judge. */
export function retell(lesson: Lesson, events: readonly Event[], lang: Language): Event[] {
  const judgedFrom = events.findIndex(({ type }) => type === 'expect' || type === 'result');
  const run = judgedFrom === -1 ? events : events.slice(0, judgedFrom);
  const verdicts = judgedIn(run, lesson).map((expectation) => evaluate(expectation, run, lang));
  const told = new Map(questionsOf(lesson, events).map((question) => [question.asked.question, question.prediction]));
  return events.flatMap((event, index): Event[] => {
    switch (event.type) {
      case 'step':
        return [{ ...event, name: lesson.steps[(event.number ?? 0) - 1]?.name[lang] ?? event.name }];
      case 'question':
        return [{ ...event, ask: told.get(event.question)?.ask[lang] ?? event.ask }];
      case 'answer':
        return [{ ...event, why: told.get(event.question)?.why[lang] ?? event.why }];
      case 'expect':
        return index === judgedFrom ? asEvents(verdicts, event.t) : [];
      case 'result':
        return [{ ...event, ...tally(verdicts) }];
      default:
        return [event];
    }
  });
}

function judgedIn(run: readonly Event[], { steps, expect }: Lesson): Expectation[] {
  const settings = run.find((event) => event.type === 'knobs');
  const isFull = run.some((event) => event.type === 'step' && steps[(event.number ?? 0) - 1]?.full === true);
  return expect.filter(({ full, if: condition }) => {
    if (full && !isFull) return false;
    return !condition || isMet(condition, run, ({ host, knob }) => settings?.values[host][knob] !== undefined);
  });
}

function questionsOf({ steps }: Lesson, events: readonly Event[]) {
  const asked = events.filter((event): event is QuestionEvent => event.type === 'question');
  return asked.flatMap((question) => {
    const ofStep = asked.filter(({ step }) => step === question.step);
    const prediction = steps[question.step - 1]?.predict?.[ofStep.indexOf(question)];
    return prediction ? [{ asked: question, prediction }] : [];
  });
}

const asEvents = (verdicts: readonly Verdict[], t: number): Event[] =>
  verdicts.map((verdict) => ({ type: 'expect', t, ...verdict }));

function tally(verdicts: readonly Verdict[]): { ok: boolean; held: number; missed: number } {
  const held = verdicts.filter((verdict) => verdict.held).length;
  return { ok: held === verdicts.length, held, missed: verdicts.length - held };
}
