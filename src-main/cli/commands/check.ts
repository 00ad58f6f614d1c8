/** `check`: is this a lesson, and if not, where. */
import { loadLesson } from '../../common/lesson/load.ts';
import type { Say } from '../../host/words.ts';
import { EXIT, Failure } from '../failure.ts';
import { problemLines, readText } from '../lesson-argument.ts';
import type { Output } from '../output.ts';

export function check(file: string, say: Say, output: Output): number {
  const loaded = loadLesson(readText(file, say));
  if ('problems' in loaded) throw new Failure(EXIT.wrongUse, ...problemLines(file, loaded.problems, say));
  const { steps, expect } = loaded.lesson;
  output.write(`${say('check.good', { file, steps: steps.length, expectations: expect.length })}\n`);
  return EXIT.held;
}
