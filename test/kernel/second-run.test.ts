import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import { lessonPath, readLesson } from '../../src-main/host/lesson-files.ts';
import { commandInLab } from '../../src-main/host/inside-lab.ts';
import { Lab } from '../support/lab.ts';
import { daemonUnder } from '../support/processes.ts';

test('a lesson can be run again in the same lab, whose hosts remember nothing of each other', async () => {
  await using lab = await Lab.open();
  const loaded = loadLesson(readLesson(lessonPath('four-way-close')));
  if (!('lesson' in loaded)) throw new Error('the lesson is broken');
  const params = { lesson: loaded.lesson, family: 'ipv4', lang: 'en', full: false } as const;
  for (let run = 1; run <= 2; run++) {
    await lab.client.request('run', params);
    expect(lab.events.filter(({ type }) => type === 'result')).toHaveLength(run);
    expect(lab.events.at(-1)).toMatchObject({ type: 'result', ok: true });
  }
  for (const host of ['client', 'server'] as const) {
    const [program, args] = commandInLab(daemonUnder(process.pid), host, ['ip', 'tcp_metrics', 'show']);
    expect(spawnSync(program, args, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
  }
});
