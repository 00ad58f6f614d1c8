/** `list`: the lessons that come with the lab. */
import { loadLesson } from '../../common/lesson/load.ts';
import type { Language } from '../../common/protocol/messages.ts';
import { lessonIds, lessonPath, readLesson } from '../../host/lesson-files.ts';
import type { Say } from '../../host/words.ts';
import { EXIT } from '../failure.ts';
import type { Output } from '../output.ts';

export function list(options: { json: boolean; lang: Language }, say: Say, output: Output): number {
  const lessons = lessonIds().flatMap((id) => {
    const file = lessonPath(id);
    const loaded = loadLesson(readLesson(file));
    if ('lesson' in loaded) return [loaded.lesson];
    output.complain(`${say('list.bad', { file })}\n`);
    return [];
  });
  if (options.json) {
    const rows = lessons.map(({ id, title, about }) => ({ id, title, about }));
    output.write(`${JSON.stringify(rows, null, 2)}\n`);
    return EXIT.held;
  }
  if (lessons.length === 0) {
    output.write(`${say('list.none')}\n`);
    return EXIT.held;
  }
  const width = Math.max(...lessons.map(({ id }) => id.length));
  const rows = lessons.map(({ id, title }) => `  ${id.padEnd(width)}  ${title[options.lang]}\n`);
  output.write(`${say('list.head')}\n\n${rows.join('')}`);
  return EXIT.held;
}
