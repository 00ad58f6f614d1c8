/** Every lesson, as a person runs it. */
import { expect, test } from 'vitest';
import { lessonIds } from '../../src-main/host/lesson-files.ts';
import { eventsOf, tcpLab } from '../support/command-line.ts';

// Some show what a kernel does within tens of milliseconds, for which a PC may be too busy once.
test.each(lessonIds())(
  'every expectation of %s holds, and every prediction as its author thought, in half a minute of the lab',
  { retry: 1 },
  async (lesson) => {
    const { status, stdout, stderr } = await tcpLab(['run', lesson, '--json']);
    const events = eventsOf(stdout);
    const missed = events.filter((event) => event.type === 'expect' && !event.held);
    expect({ status, stderr, missed }).toEqual({ status: 0, stderr: '', missed: [] });
    const answers = events.filter((event) => event.type === 'answer');
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.filter(({ truth, expected }) => truth !== expected)).toEqual([]);
    expect(events.find((event) => event.type === 'result')?.t).toBeLessThan(30);
    // What it has turned is as it was.
    for (const knob of new Map(
      events.flatMap((event) => (event.type === 'knob' ? [[`${event.host} ${event.name}`, event] as const] : [])),
    ).values())
      expect(knob.value).toBe(knob.default);
  },
);
