/** What a list of lessons and the screen of a run need to know of one. */
import type { LessonSummary, StepSummary } from '../protocol/app.ts';
import type { Lesson, Step } from './lesson.ts';

type Known = Pick<LessonSummary, 'id' | 'title' | 'about' | 'steps'>;

export const summaryOf = ({ id, title, about, steps }: Lesson): Known => ({
  id,
  title,
  about,
  steps: steps.map(stepSummaryOf),
});

const stepSummaryOf = ({ name, full, predict = [], explain }: Step): StepSummary => ({
  name,
  full,
  predict: predict.map(({ ask, why }) => ({ ask, why })),
  explain: explain ?? null,
});
