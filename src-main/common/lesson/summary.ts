/** What a list of lessons and the screen of a run need to know of one. */
import type { LessonSummary, StepSummary } from '../protocol/app.ts';
import { actionSummary, minutesNeeded } from './guide.ts';
import type { Lesson, Step } from './lesson.ts';

type Known = Pick<LessonSummary, 'id' | 'title' | 'about' | 'minutes' | 'picture' | 'steps'>;

export const summaryOf = (lesson: Lesson): Known => ({
  id: lesson.id,
  title: lesson.title,
  about: lesson.about,
  minutes: minutesNeeded(lesson),
  picture: lesson.picture ?? null,
  steps: lesson.steps.map(stepSummaryOf),
});

const stepSummaryOf = ({ name, full, predict = [], actions, explain }: Step): StepSummary => ({
  name,
  full,
  predict: predict.map(({ ask, why }) => ({ ask, why })),
  actions: actions.map(actionSummary),
  explain: explain ?? null,
});
