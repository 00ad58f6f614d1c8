/** Facts → checks, each with what was found and how to mend it. Pure, so that PCs we do not have are tested too. */
import type { Values, WordKey } from '../words.ts';
import type { PcFacts, Tool } from './facts.ts';
import { apparmorLines, CONTAINER_LINES, installLines, sysctlLines } from './mend.ts';

/** A sentence not said yet, or lines to be typed as they are. */
export type Part = { key: WordKey; values?: Values } | { type: string[] };

export type CheckId =
  'linux' | 'node' | 'unshare' | 'tc' | 'namespaces' | 'lab' | 'native' | 'netem' | 'tcpdump' | 'tshark' | 'qemu';

export interface Check {
  id: CheckId;
  ok: boolean;
  level: 'required' | 'optional';
  found: Part;
  mend: Part[];
}

export const NEEDED_NODE = '20.19';

/** In the order in which they are best mended. */
export function checksOf(facts: PcFacts): Check[] {
  return [
    linux(facts),
    node(facts),
    tool(facts, 'unshare', 'required'),
    tool(facts, 'tc', 'optional'),
    native(facts),
    namespaces(facts),
    lab(facts),
    netem(facts),
    tool(facts, 'tcpdump', 'optional'),
    tool(facts, 'tshark', 'optional'),
    tool(facts, 'qemu', 'optional'),
  ];
}

export const canRunLab = (checks: readonly Check[]): boolean =>
  checks.every((check) => check.ok || check.level === 'optional');

const verbatim = (text: string): Part => ({ type: [text] });

function linux({ platform, kernel }: PcFacts): Check {
  const ok = platform === 'linux';
  const found: Part = ok ? verbatim(kernel) : { key: 'doctor.found.not-linux', values: { platform } };
  return { id: 'linux', ok, level: 'required', found, mend: ok ? [] : [{ key: 'doctor.mend.linux' }] };
}

function node({ nodeVersion }: PcFacts): Check {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE.split('.').map(Number);
  const ok = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  const mend: Part[] = [{ key: 'doctor.mend.node', values: { needed: NEEDED_NODE } }];
  return { id: 'node', ok, level: 'required', found: verbatim(nodeVersion), mend: ok ? [] : mend };
}

function tool({ tools, distribution }: PcFacts, id: Tool, level: Check['level']): Check {
  const version = tools[id];
  const install = installLines(id, distribution);
  const mend: Part[] =
    install.lines.length > 0
      ? [{ key: 'doctor.mend.install' }, { type: install.lines }]
      : [{ key: 'doctor.mend.install-package', values: { package: install.package } }];
  if (version === null) return { id, ok: false, level, found: { key: 'doctor.found.absent' }, mend };
  if (/busybox/i.test(version)) return { id, ok: false, level, found: { key: 'doctor.found.busybox' }, mend };
  return { id, ok: true, level, found: verbatim(version), mend: [] };
}

function native({ native: message }: PcFacts): Check {
  const ok = message === '';
  const found: Part = ok ? { key: 'doctor.found.native' } : { key: 'doctor.found.native-failed', values: { message } };
  const mend: Part[] = ok ? [] : [{ key: 'doctor.mend.native' }, { type: ['npm ci'] }];
  return { id: 'native', ok, level: 'required', found, mend };
}

/** Why user namespaces are refused, the likeliest cause first. What the real start of a lab said goes before any setting. */
function namespaces(facts: PcFacts): Check {
  const base = { id: 'namespaces', level: 'required' } as const;
  const bad = (found: Part, ...mend: Part[]): Check => ({ ...base, ok: false, found, mend });
  const { lab: tried, root, container } = facts;
  const error = tried !== null && 'error' in tried ? tried.error : null;
  const refused =
    error !== null && /^(no-user-namespaces|no-capabilities|network-refused|EPERM|ENOSPC)$/.test(error.code);
  if (!refused) {
    return { ...base, ok: true, found: { key: root ? 'doctor.found.root' : 'doctor.found.userns' }, mend: [] };
  }
  if (!root && facts.maxUserNamespaces === 0) {
    const lines = sysctlLines('user.max_user_namespaces', 15000);
    return bad({ key: 'doctor.found.userns-zero' }, { key: 'doctor.mend.sysctl' }, { type: lines });
  }
  if (container) {
    return bad({ key: 'doctor.found.container' }, { key: 'doctor.mend.container' }, { type: CONTAINER_LINES });
  }
  if (!root && facts.unprivilegedUsernsClone === 0) {
    const lines = sysctlLines('kernel.unprivileged_userns_clone', 1);
    return bad({ key: 'doctor.found.clone-off' }, { key: 'doctor.mend.sysctl' }, { type: lines });
  }
  if (facts.apparmorRestrictsUserns === 1 || facts.apparmorUnshareProfile) {
    const found: Part = {
      key: facts.apparmorUnshareProfile ? 'doctor.found.apparmor-unshare' : 'doctor.found.apparmor',
    };
    const lines = apparmorLines(facts.apparmorUnshareProfile);
    const or: Part[] = facts.apparmorUnshareProfile
      ? []
      : [{ key: 'doctor.mend.apparmor-or' }, { type: sysctlLines('kernel.apparmor_restrict_unprivileged_userns', 0) }];
    return bad(found, { key: 'doctor.mend.apparmor' }, { type: lines }, ...or);
  }
  const values = { message: error.message };
  return bad({ key: 'doctor.found.refused', values }, { key: 'doctor.mend.namespaces-unknown' });
}

function lab({ lab: tried }: PcFacts): Check {
  const base = { id: 'lab', level: 'required' } as const;
  if (tried === null) {
    return { ...base, ok: false, found: { key: 'doctor.found.lab-skipped' }, mend: [{ key: 'doctor.mend.lab' }] };
  }
  if ('readyMs' in tried) {
    const values = { readyMs: Math.round(tried.readyMs) };
    return { ...base, ok: true, found: { key: 'doctor.found.lab-ready', values }, mend: [] };
  }
  const { message, hint } = tried.error;
  // A hint that sends the reader to where they are is none.
  const mend: Part =
    hint === '' || /doctor/.test(hint) ? { key: 'doctor.mend.lab' } : { key: 'doctor.mend.hint', values: { hint } };
  return { ...base, ok: false, found: { key: 'doctor.found.lab-failed', values: { message } }, mend: [mend] };
}

function netem({ netem: said, distribution }: PcFacts): Check {
  const base = { id: 'netem', level: 'optional' } as const;
  if (said === '') return { ...base, ok: true, found: { key: 'doctor.found.netem' }, mend: [] };
  const absent = said !== null && /qdisc kind is unknown/.test(said);
  if (!absent) return { ...base, ok: false, found: { key: 'doctor.found.netem-unknown' }, mend: [] };
  // Fedora and RHEL keep sch_netem in a package of its own; elsewhere it is in the kernel's or not to be had.
  const lines = distribution.some((id) => /^(fedora|rhel)$/.test(id)) ? ['sudo dnf install kernel-modules-extra'] : [];
  const mend: Part[] = lines.length > 0 ? [{ key: 'doctor.mend.netem' }, { type: lines }] : [];
  return { ...base, ok: false, found: { key: 'doctor.found.netem-absent' }, mend };
}
