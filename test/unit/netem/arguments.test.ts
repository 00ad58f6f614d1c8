import * as v from 'valibot';
import { expect, test } from 'vitest';
import { netemArguments } from '../../../src-main/common/netem/arguments.ts';
import { Impairment, type Distribution } from '../../../src-main/common/protocol/wire-control.ts';

const delayWords = (delay: { time: number; jitter?: number; distribution?: Distribution }): string => {
  const words = netemArguments(v.parse(Impairment, { delay }));
  return words.slice(words.indexOf('delay'), words.indexOf('loss')).join(' ');
};

test('only a distribution that iproute2 has a table of is named', () => {
  expect(delayWords({ time: 0.05, jitter: 0.02 })).toBe('delay 50000us 20000us 0%');
  expect(delayWords({ time: 0.05, jitter: 0.02, distribution: 'pareto' })).toBe(
    'delay 50000us 20000us 0% distribution pareto',
  );
  expect(delayWords({ time: 0.05, distribution: 'normal' })).toBe('delay 50000us 0us 0%');
});

test('every option is named, also those that are to be nothing', () => {
  const words = netemArguments(v.parse(Impairment, {}));
  for (const option of ['limit', 'delay', 'loss', 'duplicate', 'corrupt', 'reorder', 'rate', 'slot'])
    expect(words).toContain(option);
});
