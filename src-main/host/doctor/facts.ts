/** What was found on a PC, and nothing about what it means: recorded ones are the inputs of the unit tests. */
import type { LabErrorData } from '../../common/protocol/errors.ts';

export const TOOLS = ['unshare', 'tc', 'tcpdump', 'tshark', 'qemu'] as const;
export type Tool = (typeof TOOLS)[number];

export interface PcFacts {
  /** `process.platform` */
  platform: string;
  /** `uname -r` */
  kernel: string;
  /** ID and ID_LIKE of /etc/os-release, as `['ubuntu', 'debian']`. */
  distribution: string[];
  root: boolean;
  nodeVersion: string;
  /** First line of what `--version` says; null when the program is not there. */
  tools: Record<Tool, string | null>;
  /** Sysctls; null where the kernel has no such one. */
  maxUserNamespaces: number | null;
  unprivilegedUsernsClone: number | null;
  apparmorRestrictsUserns: number | null;
  apparmorRestrictsUnconfined: number | null;
  /** Whether AppArmor has the profile that Ubuntu 25.04+ attaches to /usr/bin/unshare. */
  apparmorUnshareProfile: boolean;
  container: boolean;
  /** What came of starting a real lab; null when it was not tried. */
  lab: { readyMs: number } | { error: LabErrorData } | null;
  /** What `tc qdisc add … netem` said; empty when it worked, null when it could not be tried. */
  netem: string | null;
  /** Why koffi does not load; empty when it does. */
  native: string;
}
