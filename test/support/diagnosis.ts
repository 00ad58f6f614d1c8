/** What the doctor finds on PCs that we do not have. */
import type { Diagnosis } from '../../src-main/common/protocol/app.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { diagnose } from '../../src-main/host/doctor.ts';
import type { PcFacts } from '../../src-main/host/doctor/facts.ts';
import { sayIn } from '../../src-main/host/words.ts';

/** Debian 12 as it is installed, without the optional programs. */
export const DEBIAN: PcFacts = {
  platform: 'linux',
  kernel: '6.1.0-41-amd64',
  distribution: ['debian'],
  root: false,
  nodeVersion: 'v20.19.0',
  tools: {
    unshare: 'unshare from util-linux 2.38.1',
    tc: 'tc utility, iproute2-6.1.0, libbpf 1.1.2',
    tcpdump: null,
    tshark: null,
    qemu: null,
  },
  maxUserNamespaces: 62000,
  unprivilegedUsernsClone: 1,
  apparmorRestrictsUserns: null,
  apparmorRestrictsUnconfined: null,
  apparmorUnshareProfile: false,
  container: false,
  lab: { readyMs: 80 },
  netem: '',
  native: '',
};

/** The same, hardened by its administrator. */
const HARDENED: PcFacts = {
  ...DEBIAN,
  unprivilegedUsernsClone: 0,
  lab: { error: { code: 'no-user-namespaces', message: 'It was refused.', hint: 'Run doctor.' } },
  netem: null,
};

export const examined = (language: Language): Diagnosis => diagnose(HARDENED, sayIn(language));
