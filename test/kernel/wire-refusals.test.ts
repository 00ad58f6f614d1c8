import { expect, test } from 'vitest';
import type { ImpairmentEvent, SegmentEvent } from '../../src-main/common/protocol/events.ts';
import { Lab } from '../support/lab.ts';
import { RawRequests } from '../support/raw-requests.ts';

const impair = (impairment: unknown): object => ({ do: 'impair', from: 'client', impairment });
const rule = (parts: object): object => ({ do: 'add-rule', rule: { action: { kind: 'drop' }, match: {}, ...parts } });
const matching = (match: object): object => rule({ match });

const REFUSED: [what: string, command: object, sentence: RegExp][] = [
  ['a loss of 101 %', impair({ loss: { model: 'random', share: 1.01 } }), /loss\.share: .*100 %.* not 1\.01\.$/],
  ['a negative delay', impair({ delay: { time: -0.05 } }), /delay\.time: .* is 0 to 60, not -0\.05\.$/],
  ['a delay that is no number', impair({ delay: { time: 'long' } }), /delay\.time: .* is 0 to 60, not long\.$/],
  ['negative jitter', impair({ delay: { time: 0.1, jitter: -0.01 } }), /delay\.jitter: .* not -0\.01\.$/],
  [
    'an unknown distribution',
    impair({ delay: { time: 0.1, distribution: 'poisson' } }),
    /a distribution is uniform, normal, pareto or paretonormal, not poisson\.$/,
  ],
  ['an unknown impairment', impair({ jam: 1 }), /impairment\.jam/],
  ['a queue for no frame', impair({ limit: 0 }), /limit: this number is 1 to 100000, not 0\.$/],
  ['half a place in the queue', impair({ limit: 1.5 }), /limit: this number is a whole one, not 1\.5\.$/],
  ['a rate of nothing', impair({ rate: 0 }), /rate: .* is 1000 to 100000000000, not 0\.$/],
  ['a negative seed', { ...impair(null), seed: -1 }, /seed: .* not -1\.$/],
  ['reordering without a delay', impair({ reorder: { share: 0.25 } }), /needs a delay\.$/],
  ['jitter without a delay', impair({ delay: { time: 0, jitter: 0.01 } }), /Jitter/],
  ['states left too often', impair({ loss: { model: '4-state', p13: 0.6, p31: 0, p32: 0, p23: 0, p14: 0.6 } }), /p14/],
  ['a host that there is not', { ...impair(null), from: 'router' }, /from/],
  ['a flag both set and clear', matching({ set: ['SYN'], clear: ['SYN'] }), /SYN both set and clear\.$/],
  ['a flag that there is not', matching({ set: ['SYM'] }), /SYM/],
  ['bytes without data', matching({ data: false, minLength: 1 }), /without data/],
  ['data without bytes', matching({ data: true, maxLength: 0 }), /with data has 0 bytes\.$/],
  ['ends of a length swapped', matching({ minLength: 500, maxLength: 100 }), /at least 500 and at most 100/],
  ['a negative length', matching({ minLength: -1 }), /minLength: .* not -1\.$/],
  ['more bytes than a frame holds', matching({ minLength: 1461 }), /1461 bytes\.$/],
  ['ends of a place swapped', matching({ minSequence: 9, maxSequence: 1 }), /at least 9 and at most 1/],
  ['a SYN in mid-stream', matching({ set: ['SYN'], minSequence: 1 }), /sequence 0/],
  ['a retransmitted ACK', matching({ clear: ['SYN', 'FIN'], data: false, again: true }), /retransmission\.$/],
  ['the 0th', rule({ which: { kind: 'nth', n: 0 } }), /which\.n: .* not 0\.$/],
  ['0 times', rule({ times: 0 }), /times: .* not 0\.$/],
  [
    'until what never comes',
    rule({ action: { kind: 'hold', until: { match: { set: ['ACK'], clear: ['ACK'] } } } }),
    /ACK/,
  ],
  ['after what never comes', rule({ after: { match: { data: true, maxLength: 0 } } }), /0 bytes\.$/],
  ['a delay of nothing', rule({ action: { kind: 'delay', seconds: 0 } }), /changes nothing\.$/],
  ['a delay before it came', rule({ action: { kind: 'delay', seconds: -1 } }), /seconds: .* not -1\.$/],
  ['a reset for a reset', rule({ action: { kind: 'reset' }, match: { set: ['RST'] } }), /RFC 9293/],
  ['to take away no rule', { do: 'remove-rule', rule: 99 }, /no rule 99\.$/],
  ['a step of nothing', { do: 'step' }, /No segment is waiting/],
  ['to deliver what is not there', { do: 'deliver', segment: 7 }, /Segment 7 does not wait/],
  ['what no wire does', { do: 'fly' }, /fly/],
];

test('bad input is refused in one sentence before anything is changed, and the wire is as it was', async () => {
  const raw = new RawRequests();
  await using lab = await Lab.open(raw);
  await lab.wire({ do: 'impair', from: 'client', impairment: { delay: { time: 0.05 } } });
  await lab.event((e): e is ImpairmentEvent => e.type === 'impairment');
  await lab.rule('drop 1st SYN from client');
  await lab.event((e) => e.type === 'rule');
  const before = lab.events.length;

  for (const [what, command, sentence] of REFUSED) {
    const answer = await raw.ask('wire', command);
    if (!('error' in answer)) expect.fail(`${what} was taken: ${JSON.stringify(answer)}`);
    const { message } = answer.error;
    expect(message, what).toMatch(sentence);
    expect(message, what).toMatch(/^[A-Z].*\.$/);
    expect(message, what).not.toMatch(/[.!?] |\n/);
  }

  await lab.settle();
  const told = lab.events.slice(before).map(({ type }) => type);
  expect(told.filter((type) => ['impairment', 'rule', 'wire', 'link'].includes(type))).toEqual([]);
  await lab.connection(await lab.listener(80), 80);
  await lab.settle();
  const [dropped, ...others] = lab.segments().filter(({ from }) => from === 'client') as [SegmentEvent, SegmentEvent];
  expect(dropped).toMatchObject({ flags: 'SYN', fate: 'lost', by: 'rule:1' });
  for (const { t, deliveredAt } of others) expect((deliveredAt ?? 0) - t).toBeGreaterThanOrEqual(0.05);
  expect(await lab.rule('drop 1st FIN from client')).toBe(2);
});
