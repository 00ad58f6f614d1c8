import { expect, test } from 'vitest';
import type { Event, QueueEvent, WarningEvent } from '../../src-main/common/protocol/events.ts';
import { inLab } from '../support/in-lab.ts';
import { Lab } from '../support/lab.ts';
import { RawRequests } from '../support/raw-requests.ts';

const isWarning = (e: Event): e is WarningEvent => e.type === 'warning';
const isQueue = (e: Event): e is QueueEvent => e.type === 'queue';

/** The limit of the accept queue as ss(8) prints it, the third column; nothing when nobody listens. */
const limitBySs = async (lab: Lab): Promise<string | undefined> =>
  (await inLab(lab, 'server', 'ss', '-Hlnt', 'sport = :80')).split(/\s+/)[2];

test.for([
  [-1, 'backlog.negative', /^Backlog -1: the kernel takes \d+, since a negative one counts as huge/],
  [1e9, 'backlog.above', /^Backlog 1000000000: the kernel takes \d+, since net\.core\.somaxconn is the most\.$/],
] as const)(
  'a backlog of %i is taken, and what the kernel makes of it is said and shown',
  async ([asked, words, text]) => {
    await using lab = await Lab.open();
    await lab.listener(80, asked);
    const warning = await lab.event(isWarning);
    const { backlog, accept } = await lab.event(isQueue);
    expect(warning).toMatchObject({ code: 'backlog', said: { words, values: { asked, taken: backlog } } });
    expect(warning.text).toMatch(text);
    expect(String(backlog)).toBe(await limitBySs(lab));
    expect(accept.max).toBeGreaterThanOrEqual(backlog);
  },
);

test('a backlog that the kernel takes as it is asked for needs no words', async () => {
  await using lab = await Lab.open();
  await lab.listener(80, 4);
  await lab.event(isQueue);
  await lab.settle();
  expect(lab.events.filter(isWarning)).toEqual([]);
});

test('a backlog that is no int is refused in a sentence, and nobody listens', async () => {
  const raw = new RawRequests();
  await using lab = await Lab.open(raw);
  const socket = await lab.open('server');
  await lab.call({ call: 'bind', socket, port: 80 });
  for (const backlog of [1e10, 1.5, '4']) {
    const answer = await raw.ask('call', { call: 'listen', socket, backlog });
    expect('error' in answer && answer.error.message).toMatch(
      /a backlog is a whole number from -2147483648 to 2147483647, not [\d.]+\.$/,
    );
  }
  await lab.settle();
  expect(await limitBySs(lab)).toBeUndefined();
  expect(lab.events.filter((e) => e.type === 'queue' || e.type === 'state')).toEqual([]);
});
