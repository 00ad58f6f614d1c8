/** The recorded runs that are shipped, and the lessons as they are now. A run that is out of date: `npm run reference -- LESSON`. */
import { readdirSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import type { Lesson } from '../../../src-main/common/lesson/lesson.ts';
import { lessonIds, lessonPath, readLesson } from '../../../src-main/host/lesson-files.ts';
import { readRecording, REFERENCE_FOLDER, referenceRun } from '../../../src-main/host/reference-runs.ts';

function lessonOf(id: string): Lesson {
  const loaded = loadLesson(readLesson(lessonPath(id)));
  if ('lesson' in loaded) return loaded.lesson;
  throw new Error(JSON.stringify(loaded.problems));
}

it('are no more and no larger than they need be', () => {
  const files = readdirSync(REFERENCE_FOLDER);
  expect(files.sort()).toEqual(
    lessonIds()
      .map((id) => `${id}.ndjson.gz`)
      .sort(),
  );
  const sizes = files.map((file) => statSync(`${REFERENCE_FOLDER}/${file}`).size);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(2e6);
});

it.each(lessonIds())('%s goes in its recorded run as the lesson expects it now', (id) => {
  const lesson = lessonOf(id);
  const events = referenceRun(lesson, 'en');
  expect(events.filter((event) => event.type === 'expect' && !event.held)).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: 'result', lesson: id, ok: true });
  const steps = events.flatMap((event) => (event.type === 'step' ? [event.name] : []));
  expect(steps).toEqual(lesson.steps.filter(({ full }) => !full).map(({ name }) => name.en));
  const asked = events.flatMap((event) => (event.type === 'question' ? [event.ask] : []));
  expect(asked).toEqual(
    lesson.steps.flatMap(({ full, predict = [] }) => (full ? [] : predict.map(({ ask }) => ask.en))),
  );
});

it('are told in Chinese as well', () => {
  const lesson = lessonOf('three-way-handshake');
  const events = referenceRun(lesson, 'zh-CN');
  expect(events.find((event) => event.type === 'step')?.name).toBe(lesson.steps[0]?.name['zh-CN']);
  expect(events.find((event) => event.type === 'question')?.ask).toBe(
    lesson.steps.flatMap((s) => s.predict ?? [])[0]?.ask['zh-CN'],
  );
  expect(events.find((event) => event.type === 'expect')?.text).toMatch(/\p{Script=Han}/u);
});

it('say on which day and kernel they were recorded, and nothing else of that PC', () => {
  for (const id of lessonIds()) {
    const [lab] = readRecording(`${REFERENCE_FOLDER}/${id}.ndjson.gz`);
    expect(lab).toMatchObject({ type: 'lab', kernel: expect.stringMatching(/^[\d.]+$/) as string });
    const startedAt = lab?.type === 'lab' ? lab.startedAt : 0;
    expect(startedAt).toBeGreaterThan(Date.UTC(2026, 0) / 1000);
    expect(startedAt % 86_400).toBe(0);
  }
});
