import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import en from '../../../resources/locales/page/en/knobs.json' with { type: 'json' };
import zh from '../../../resources/locales/page/zh-CN/knobs.json' with { type: 'json' };
import { KNOB_GROUPS, KNOB_NAMES, knobOf, plainValue, sysctlOf } from '../../../src-main/common/knobs/catalogue.ts';
import { absenceOf, faultOfValue } from '../../../src-main/common/knobs/problem.ts';
import { KnobSetting } from '../../../src-main/common/protocol/knobs.ts';
import { inEnglish } from '../../../src-main/common/text/telling.ts';

const LOCALES: Record<string, string>[] = [en, zh];

/** What is said of a value, or null when it is taken. */
function said(name: (typeof KNOB_NAMES)[number], value: string, allowed?: string[]): string | null {
  const fault = faultOfValue(name, value, allowed);
  return fault && inEnglish(fault);
}

describe('The catalogue of kernel settings', () => {
  it.each(KNOB_NAMES)('says in one sentence of both languages what %s means', (name) => {
    const [english = '', chinese = ''] = LOCALES.map((words) => words[`knob.${name}`]);
    expect(english).toMatch(/^[A-Z1][^.!?]+\.$/);
    expect(chinese).toMatch(/^[^。]+。$/);
  });

  it('has no setting that would reach beyond one network namespace', () => {
    for (const name of KNOB_NAMES) expect(sysctlOf(name)).toMatch(/^net\.(ipv4\.(tcp|ip)_|core\.somaxconn$)/);
    expect(KNOB_NAMES).not.toContain('tcp_mem');
  });

  it('says of each where the kernel goes by it, and puts it into a group that has one after the other', () => {
    const groups = KNOB_NAMES.map((name) => knobOf(name).group);
    expect(groups.filter((group, i) => group !== groups[i - 1])).toEqual([...KNOB_GROUPS]);
    for (const name of KNOB_NAMES) expect(knobOf(name).source).toMatch(/^\w+(, [\w/]+\.[ch])?$/);
  });
});

describe('A value', () => {
  it.each([
    ['tcp_syncookies', '2'],
    ['tcp_syn_retries', '127'],
    ['tcp_fastopen', '1543'],
    ['ip_local_port_range', '40000 40100'],
    ['ip_local_port_range', '40000\t40000'],
    ['tcp_rmem', '4096 4096  6291456'],
    ['tcp_congestion_control', 'reno'],
  ] as const)('of %s may be %j', (name, value) => {
    expect(said(name, value)).toBeNull();
  });

  it.each([
    ['tcp_syncookies', '3', 'tcp_syncookies is 0, 1 or 2, not "3".'],
    ['tcp_abort_on_overflow', 'on', 'tcp_abort_on_overflow is 0 or 1, not "on".'],
    ['tcp_syn_retries', '0', 'tcp_syn_retries is a whole number from 1 to 127, not "0".'],
    ['tcp_syn_retries', '6.5', 'tcp_syn_retries is a whole number from 1 to 127, not "6.5".'],
    ['tcp_syn_retries', '-1', 'tcp_syn_retries is a whole number from 1 to 127, not "-1".'],
    ['tcp_syn_retries', '6 7', 'tcp_syn_retries is a whole number from 1 to 127, not "6 7".'],
    ['tcp_syn_retries', '', 'tcp_syn_retries is a whole number from 1 to 127, not "".'],
    ['somaxconn', '1000000000', 'somaxconn is a whole number from 0 to 1000000, not "1000000000".'],
    ['ip_local_port_range', '1024', 'ip_local_port_range is 2 whole numbers from 1 to 65535, not "1024".'],
    ['tcp_rmem', '9 8 7', 'No number of tcp_rmem is smaller than the one before it, as in 9 8 7.'],
    [
      'tcp_congestion_control',
      'a b',
      'tcp_congestion_control is the name of a congestion control algorithm, not "a b".',
    ],
  ] as const)('of %s is not %j', (name, value, sentence) => {
    expect(said(name, value)).toBe(sentence);
  });

  it('that names an algorithm is one that the kernel lets a lab use, where that is known', () => {
    expect(said('tcp_congestion_control', 'reno', ['reno', 'cubic'])).toBeNull();
    expect(said('tcp_congestion_control', 'bbr', ['reno', 'cubic'])).toBe(
      'tcp_congestion_control is reno or cubic, not "bbr".',
    );
  });

  it('is the same however its numbers are kept apart', () => {
    expect(plainValue(' 4096\t131072\t6291456\n')).toBe('4096 131072 6291456');
  });
});

describe('A kernel without a setting', () => {
  it('is told from when it is there', () => {
    expect(inEnglish(absenceOf('tcp_syn_linear_timeouts'))).toBe(
      'This kernel has no tcp_syn_linear_timeouts (since Linux 6.5).',
    );
  });

  it('may be hiding it', () => {
    expect(inEnglish(absenceOf('somaxconn'))).toBe('This kernel hides net.core.somaxconn from this lab.');
  });

  it('is told without a version where every kernel should have it', () => {
    expect(inEnglish(absenceOf('tcp_sack'))).toBe('This kernel has no net.ipv4.tcp_sack.');
  });
});

describe('A request', () => {
  it.each([
    { host: 'wire', name: 'tcp_sack', value: '0' },
    { host: 'server', name: 'tcp_mem', value: '0' },
    { host: 'server', name: '../core/somaxconn', value: '0' },
    { host: 'server', name: 'tcp_sack', value: 0 },
    { host: 'server', name: 'tcp_sack', value: '0'.repeat(101) },
  ])('for what is not in the catalogue is none: %j', (setting) => {
    expect(v.safeParse(KnobSetting, setting).success).toBe(false);
  });
});
