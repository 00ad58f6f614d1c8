import { expect, test } from 'vitest';
import { bytesText, countdownText, momentText, timeText } from '../../../src-main/common/text/quantities.ts';

test('bytes', () => {
  expect([0, 1460, 9999, 14_600, 1_048_576].map((bytes) => bytesText(bytes, 'prefixed'))).toEqual([
    '0 B',
    '1460 B',
    '9999 B',
    '14.6 kB',
    '1.05 MB',
  ]);
  expect(bytesText(1_048_576, 'plain')).toBe('1048576 B');
});

test('times', () => {
  expect([0.00021, 0.042, 0.2, 0.9999, 1.2, 60].map((seconds) => timeText(seconds, 'prefixed'))).toEqual([
    '0.21 ms',
    '42.0 ms',
    '200 ms',
    '1.00 s',
    '1.20 s',
    '60.0 s',
  ]);
  expect(timeText(0.042, 'plain')).toBe('0.042 s');
});

test('a countdown does not go below nothing', () => {
  expect(countdownText(59.96)).toBe('60.0 s');
  expect(countdownText(-0.2)).toBe('0.0 s');
});

test('moments keep every microsecond that the kernel stamped', () => {
  expect([0.332585, 7.1, 61.25].map((seconds) => momentText(seconds, 'prefixed'))).toEqual([
    '332.585 ms',
    '7.100 s',
    '61.250 s',
  ]);
  expect(momentText(0.332585, 'plain')).toBe('0.332585 s');
});
