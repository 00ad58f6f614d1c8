/** What the doctor says of a hardened Debian without the optional programs. */
import type { Diagnosis } from '../../src-main/common/protocol/app.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { diagnose } from '../../src-main/host/doctor.ts';
import type { PcFacts } from '../../src-main/host/doctor/facts.ts';
import { sayIn } from '../../src-main/host/words.ts';

const HARDENED: PcFacts = {
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
  unprivilegedUsernsClone: 0,
  apparmorRestrictsUserns: null,
  apparmorRestrictsUnconfined: null,
  apparmorUnshareProfile: false,
  container: false,
  lab: { error: { code: 'no-user-namespaces', message: 'It was refused.', hint: 'Run doctor.' } },
  netem: null,
  native: '',
};

export const examined = (language: Language): Diagnosis => diagnose(HARDENED, sayIn(language));
