import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src-main/host/doctor.ts';
import type { CheckId } from '../../../src-main/host/doctor/checks.ts';
import type { PcFacts } from '../../../src-main/host/doctor/facts.ts';
import { distributionOf } from '../../../src-main/host/pc-probe.ts';
import { sayIn } from '../../../src-main/host/words.ts';
import { DEBIAN } from '../../support/diagnosis.ts';

const refused = (code: string): PcFacts['lab'] => ({
  error: { code, message: 'It was refused.', hint: 'Run doctor.' },
});
const UBUNTU: PcFacts = { ...DEBIAN, distribution: ['ubuntu', 'debian'], unprivilegedUsernsClone: null };

const PCS: [name: string, facts: PcFacts, wrong: CheckId[]][] = [
  ['Debian 12', DEBIAN, []],
  ['Debian 12 as root', { ...DEBIAN, root: true }, []],
  [
    'Debian, hardened',
    { ...DEBIAN, unprivilegedUsernsClone: 0, lab: refused('no-user-namespaces') },
    ['namespaces', 'lab'],
  ],
  ['Ubuntu 22.04', UBUNTU, []],
  ['Ubuntu 24.04', { ...UBUNTU, apparmorRestrictsUserns: 1, lab: refused('no-capabilities') }, ['namespaces', 'lab']],
  ['Ubuntu 24.04, mended by a profile', { ...UBUNTU, apparmorRestrictsUserns: 1 }, []],
  ['RHEL 9, STIG', { ...DEBIAN, maxUserNamespaces: 0, lab: refused('no-user-namespaces') }, ['namespaces', 'lab']],
  ['Docker', { ...DEBIAN, root: true, container: true, lab: refused('no-user-namespaces') }, ['namespaces', 'lab']],
  ['a Mac', { ...DEBIAN, platform: 'darwin', lab: null, netem: null }, ['linux', 'lab']],
  ['Node 18', { ...DEBIAN, nodeVersion: 'v18.20.4' }, ['node']],
  ['Node 20.18', { ...DEBIAN, nodeVersion: 'v20.18.9' }, ['node']],
  ['Node 24', { ...DEBIAN, nodeVersion: 'v24.0.0' }, []],
  [
    'no util-linux',
    { ...DEBIAN, tools: { ...DEBIAN.tools, unshare: null }, lab: refused('no-unshare') },
    ['unshare', 'lab'],
  ],
  ['BusyBox', { ...DEBIAN, tools: { ...DEBIAN.tools, unshare: 'BusyBox v1.35.0' } }, ['unshare']],
  ['koffi built for another libc', { ...DEBIAN, native: 'Error: not found' }, ['native']],
  ['no sch_netem, no tc', { ...DEBIAN, tools: { ...DEBIAN.tools, tc: null }, netem: null }, []],
];

test.each(PCS)('%s', (_name, facts, wrong) => {
  const { ok, checks } = diagnose(facts, sayIn('en'));
  const failing = checks.filter((check) => !check.ok && check.level === 'required').map((check) => check.id);
  expect(failing).toEqual(wrong);
  expect(ok).toBe(wrong.length === 0);
});

test.each(PCS)('%s: whatever is missing and required comes with how to mend it, in both languages', (_name, facts) => {
  for (const language of ['en', 'zh-CN'] as const) {
    for (const check of diagnose(facts, sayIn(language)).checks) {
      expect(check.found, check.id).not.toMatch(/^$|[{}]/);
      if (check.ok) expect(check.mend).toBe('');
      else if (check.level === 'required') expect(check.mend, check.id).not.toBe('');
    }
  }
});

describe('the lines to type', () => {
  const mend = (facts: PcFacts, id: CheckId): string =>
    diagnose(facts, sayIn('en')).checks.find((check) => check.id === id)?.mend ?? '';

  test('Ubuntu 24.04: a profile for unshare, or the sysctl', () => {
    const text = mend({ ...UBUNTU, apparmorRestrictsUserns: 1, lab: refused('no-capabilities') }, 'namespaces');
    expect(text).toContain("'profile tcp-lab /usr/bin/unshare flags=(unconfined) {'");
    expect(text).toContain('sudo apparmor_parser -r /etc/apparmor.d/tcp-lab');
    expect(text).toContain('sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0');
  });

  test('Ubuntu 25.04+: the shipped profile of unshare goes first, and the sysctl alone is not offered', () => {
    const facts = {
      ...UBUNTU,
      apparmorRestrictsUserns: 1,
      apparmorUnshareProfile: true,
      lab: refused('network-refused'),
    };
    const text = mend(facts, 'namespaces');
    expect(text).toContain('sudo apparmor_parser -R /etc/apparmor.d/unshare-userns-restrict');
    expect(text).not.toContain('sysctl');
  });

  test('hardened Debian and RHEL: the setting that is off, now and after a restart', () => {
    const hardened = { ...DEBIAN, unprivilegedUsernsClone: 0, lab: refused('no-user-namespaces') };
    expect(mend(hardened, 'namespaces')).toContain('sudo sysctl -w kernel.unprivileged_userns_clone=1\n');
    const stig = { ...DEBIAN, maxUserNamespaces: 0, lab: refused('no-user-namespaces') };
    expect(mend(stig, 'namespaces')).toContain('sudo tee -a /etc/sysctl.d/90-tcp-lab.conf');
  });

  test('packages by their name on this distribution', () => {
    const without = { ...DEBIAN, tools: { ...DEBIAN.tools, tc: null } };
    expect(mend(without, 'tc')).toContain('sudo apt install iproute2');
    expect(mend({ ...without, distribution: ['almalinux', 'rhel', 'centos', 'fedora'] }, 'tc')).toContain(
      'dnf install iproute-tc',
    );
    expect(mend({ ...without, distribution: ['kylin'] }, 'tc')).toBe('Install the package iproute2.');
  });

  test('Fedora keeps netem in a package of its own', () => {
    const said = 'Error: Specified qdisc kind is unknown.';
    expect(mend({ ...DEBIAN, distribution: ['fedora'], netem: said }, 'netem')).toContain('kernel-modules-extra');
    expect(mend({ ...DEBIAN, netem: said }, 'netem')).toBe('');
  });
});

test('os-release is read with and without quotes', () => {
  expect(distributionOf('NAME="AlmaLinux"\nID="almalinux"\nID_LIKE="rhel centos fedora"\n')).toEqual([
    'almalinux',
    'rhel',
    'centos',
    'fedora',
  ]);
  expect(distributionOf('ID=debian\n')).toEqual(['debian']);
});
