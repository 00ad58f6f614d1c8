/** What a list of lessons and the screen of a run need to know of one. */
import type { LessonSummary, StepSummary } from '../protocol/app.ts';
import { actionSummary, minutesNeeded } from './guide.ts';
import type { Lesson, Step } from './lesson.ts';

type Known = Pick<LessonSummary, 'id' | 'title' | 'about' | 'minutes' | 'picture' | 'notes' | 'steps'>;

export const summaryOf = (lesson: Lesson): Known => ({
  id: lesson.id,
  title: lesson.title,
  about: lesson.about,
  minutes: minutesNeeded(lesson),
  picture: lesson.picture ?? null,
  notes: lesson.notes ?? null,
  steps: lesson.steps.map(stepSummaryOf),
});

const stepSummaryOf = ({ name, full, predict = [], actions, explain, notes }: Step): StepSummary => ({
  name,
  full,
  predict: predict.map(({ ask, answer, why }) => ({ ask, answer, why })),
  actions: actions.map(actionSummary),
  explain: explain ?? null,
  notes: notes ?? null,
});
