import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import type { Problem } from '../../../src-main/common/lesson/lesson.ts';
import { mutate, randomSource } from './mutations.ts';

const COUNT = Number(process.env['FUZZ_LESSONS'] ?? 20_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** About ten times what a load takes. */
const LIMIT_MS = 10_000 + COUNT * 10;

const SOURCES = ['three-way-handshake', 'four-way-close'].map((name) =>
  readFileSync(new URL(`../../../resources/lessons/${name}.yaml`, import.meta.url), 'utf8'),
);

it(`${COUNT} damaged lessons load or are refused with a place, and none throws`, { timeout: LIMIT_MS }, () => {
  const random = randomSource(SEED);
  let lessons = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutate(SOURCES[i % SOURCES.length] ?? '', random);
    const loaded = load(text);
    if ('lesson' in loaded) lessons += 1;
    const fault = 'fault' in loaded ? loaded.fault : 'problems' in loaded ? faultIn(loaded.problems) : undefined;
    if (fault !== undefined) expect.fail(`${fault}, damaged lesson ${i} of seed ${SEED}: ${JSON.stringify(text)}`);
  }
  // Not all alike: some damage is harmless, most is found.
  expect(lessons).toBeGreaterThan(0);
  expect(lessons).toBeLessThan(COUNT / 2);
});

function load(text: string): ReturnType<typeof loadLesson> | { fault: string } {
  try {
    return loadLesson(text);
  } catch (error) {
    return { fault: `thrown: ${String(error)}` };
  }
}

function faultIn(problems: readonly Problem[]): string | undefined {
  if (problems.length === 0) return 'neither lesson nor problem';
  if (problems.some(isMisplaced)) return 'a problem without a place';
  if (problems.some(({ line }, i) => line < (problems[i - 1]?.line ?? 1))) return 'problems out of order';
  // The loader's net for what it did not foresee: nothing here may need it.
  return problems.find(({ message }) => message.startsWith('The file cannot be read'))?.message;
}

function isMisplaced({ line, column, message }: Problem): boolean {
  return !(line >= 1 && column >= 1 && message !== '');
}
