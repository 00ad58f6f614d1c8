/** `list`: the lessons that come with the lab, and the person's own. */
import type { Language } from '../../common/protocol/messages.ts';
import { lessonSummaries } from '../../host/app/lessons.ts';
import { OwnLessons, ownLessonsFolder } from '../../host/own-lessons.ts';
import type { Say } from '../../host/words.ts';
import { EXIT } from '../failure.ts';
import type { Output } from '../output.ts';

export function list(options: { json: boolean; lang: Language }, say: Say, output: Output): number {
  const own = new OwnLessons(ownLessonsFolder(process.env));
  const all = lessonSummaries(own);
  for (const { id, problem } of all) if (problem) output.complain(`${say('list.bad', { file: own.fileOf(id) })}\n`);
  const lessons = all.filter(({ problem }) => problem === null);
  if (options.json) {
    const rows = lessons.map(({ id, title, about, own }) => ({ id, title, about, own }));
    output.write(`${JSON.stringify(rows, null, 2)}\n`);
    return EXIT.held;
  }
  const width = Math.max(...lessons.map(({ id }) => id.length));
  const rowsOf = (isOwn: boolean): string =>
    lessons
      .filter(({ own }) => own === isOwn)
      .map(({ id, title }) => `  ${id.padEnd(width)}  ${title[options.lang]}\n`)
      .join('');
  output.write(`${say('list.head')}\n\n${rowsOf(false)}`);
  if (rowsOf(true) !== '') output.write(`\n${say('list.own')}\n\n${rowsOf(true)}`);
  return EXIT.held;
}
