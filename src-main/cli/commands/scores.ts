/** `scores`: what the person's runs in the app came to, by course. */
import stringWidth from 'string-width';
import type { Language } from '../../common/protocol/messages.ts';
import { scoresCsv, scoresJson } from '../../common/scores/export.ts';
import { isDone, progressOf, standingsOf, type Standing } from '../../common/scores/standing.ts';
import { tell } from '../../common/text/telling.ts';
import { lessonSummaries } from '../../host/app/lessons.ts';
import { SettingsStore, settingsFolder } from '../../host/app/settings-store.ts';
import { shippedCourses } from '../../host/courses.ts';
import { OwnLessons, ownLessonsFolder } from '../../host/own-lessons.ts';
import { ScoreBook, scoresFile } from '../../host/score-book.ts';
import type { Say } from '../../host/words.ts';
import { EXIT } from '../failure.ts';
import type { Output } from '../output.ts';

export function scores(
  { json, csv, lang }: { json: boolean; csv: boolean; lang: Language },
  say: Say,
  output: Output,
): number {
  const { env } = process;
  const { scores: runs, trouble } = new ScoreBook(scoresFile(env)).list();
  const courses = shippedCourses();
  if (trouble) output.complain(`${tell(trouble, say)}\n`);
  const { name } = new SettingsStore(settingsFolder(env), env).settings;
  const exported = { name, scores: runs, courses };
  if (json) output.write(scoresJson(exported));
  else if (csv) for (const record of scoresCsv(exported)) output.write(record);
  else if (runs.length === 0) output.write(`${say('scores.none')}\n`);
  else {
    const standings = standingsOf(runs);
    const titles = new Map(
      lessonSummaries(new OwnLessons(ownLessonsFolder(env))).map((one) => [one.id, one.title[lang]]),
    );
    const ofCourses = courses.flatMap(({ lessons }) => lessons);
    const others = [...standings.keys()].filter((id) => !ofCourses.includes(id));
    const width = Math.max(...[...ofCourses, ...others].map((id) => stringWidth(titles.get(id) ?? id)));
    const line = (id: string): string => {
      const title = titles.get(id) ?? id;
      const cells = [title + ' '.repeat(width - stringWidth(title)), ...cellsOf(standings.get(id), say)];
      return `  ${isDone(standings, id) ? '✓' : '·'} ${cells.join('  ').trimEnd()}\n`;
    };
    for (const course of courses) {
      const { done, of } = progressOf(course, standings);
      output.write(`${course.title[lang]} · ${say('scores.progress', { done, of })}\n`);
      output.write(`${course.lessons.map(line).join('')}\n`);
    }
    if (others.length > 0) output.write(`${say('scores.other')}\n${others.map(line).join('')}\n`);
  }
  return EXIT.held;
}

function cellsOf(standing: Standing | undefined, say: Say): string[] {
  if (!standing) return [];
  const { best, last, runs } = standing;
  const day = last.at.slice(0, 10);
  if (runs === 0) return [day, say('scores.stopped')];
  return [day, best ? say('scores.right', { right: best.right, of: best.of }) : say('scores.not-asked')];
}
