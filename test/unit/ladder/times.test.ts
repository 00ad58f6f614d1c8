import { describe, expect, test } from 'vitest';
import { moment } from '../../../src-renderer/views/ladder/times.ts';

describe('A moment beside the ladder', () => {
  test.each([
    [0.0004, '0.4 ms', '0.0004'],
    [0.9999, '999.9 ms', '0.9999'],
    [1.03, '1.030 s', '1.0300'],
    [99.9994, '99.999 s', '99.9994'],
    [100.3, '100.30 s', '100.300'],
    [3600, '3600.0 s', '3600.00'],
    [86_400, '86400 s', '86400.0'],
  ])('%d s is short enough for its column', (seconds, prefixed, plain) => {
    expect(moment(seconds, 'prefixed')).toBe(prefixed);
    expect(moment(seconds, 'plain')).toBe(plain);
  });
});
