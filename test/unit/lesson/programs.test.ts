/** How a lesson's programs turn its sentences into system calls. */
import { expect, it } from 'vitest';
import { LessonPrograms } from '../../../src-main/daemon/lesson/programs.ts';
import { FakeLab } from './fake-lab.ts';

it('writes several times in a row, and reads until it has as much as is wanted', async () => {
  const lab = new FakeLab({ recv: () => ({ bytes: 60 }) });
  const programs = new LessonPrograms((call) => lab.call(call), 'ipv4');
  await programs.do({ kind: 'connect', host: 'client', port: 80, connection: 1 });
  const own = { host: 'client', connection: 1 } as const;
  await programs.do({ kind: 'send', writes: [{ bytes: 90, more: true }, { text: 'end' }], ...own });
  await programs.do({ kind: 'receive', bytes: 93, ...own });
  expect(lab.calls.slice(-4)).toEqual([
    { call: 'send', socket: 1, bytes: 90, more: true },
    { call: 'send', socket: 1, text: 'end' },
    { call: 'recv', socket: 1, max: 93 },
    { call: 'recv', socket: 1, max: 33 },
  ]);
});
