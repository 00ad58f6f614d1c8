/** The lessons about queues, as a person runs them. */
import { expect, test } from 'vitest';
import { eventsOf, tcpLab } from '../support/command-line.ts';

test.each(['half-open-queue', 'accept-queue', 'backlog-tuning', 'syn-flood'])(
  'every expectation of %s holds, in less than half a minute of the lab',
  async (lesson) => {
    const { status, stdout, stderr } = await tcpLab(['run', lesson, '--json']);
    const events = eventsOf(stdout);
    const missed = events.filter((event) => event.type === 'expect' && !event.held);
    expect({ status, stderr, missed }).toEqual({ status: 0, stderr: '', missed: [] });
    const result = events.find((event) => event.type === 'result');
    expect(result?.t).toBeLessThan(30);
    // What it has turned is as it was.
    const turned = new Map(events.flatMap((event) => (event.type === 'knob' ? [[event.name, event] as const] : [])));
    expect(turned.size).toBeGreaterThan(0);
    for (const knob of turned.values()) expect(knob.value).toBe(knob.default);
  },
);
