/** What somebody who writes lessons begins with, run as it stands. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tcpLab } from '../support/command-line.ts';

const at = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The lessons of docs/lessons.md, as they are printed there. */
const PRINTED = [...readFileSync(at('docs/lessons.md'), 'utf8').matchAll(/```yaml\n(lesson: (\S+)\n[^`]*)```/g)];

test.each(PRINTED.map(([, text = '', name = '']) => [name, text]))(
  'the lesson %s of the docs runs as it is printed, in at most 30 lines, and all of it holds',
  async (name, text) => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
    const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-'));
    const file = path.join(folder, `${name}.yaml`);
    writeFileSync(file, text);
    const ended = await tcpLab(['run', file]);
    rmSync(folder, { recursive: true });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
  },
);

test.each(['en', 'zh-CN'])('the template with notes in %s runs, and all of it holds', async (language) => {
  const file = at(`resources/templates/lesson.${language}.yaml`);
  expect(await tcpLab(['run', file, '--lang', language])).toMatchObject({ status: 0, stderr: '' });
});
