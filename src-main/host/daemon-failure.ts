/** Why there is no daemon (any more), as one sentence and what to do: from how it ended and what it last wrote to stderr. */
import { LabError } from '../common/protocol/errors.ts';
import type { DaemonExit } from './daemon-starter.ts';

interface Pattern {
  stderr: RegExp;
  code: string;
  message: string;
  hint: string;
}

const DOCTOR = 'Run "tcp-lab doctor" to see what this PC is missing.';

/** Messages of util-linux's unshare(1) in the C locale, sys-utils/unshare.c; first match wins. */
const UNSHARE_REFUSALS: Pattern[] = [
  {
    // Ubuntu 24.04+: the namespace is made, then AppArmor takes every capability in it.
    stderr: /uid_map: Operation not permitted|cannot change root filesystem propagation/,
    code: 'no-capabilities',
    message: 'User namespaces on this PC come without capabilities (AppArmor restricts them).',
    hint: DOCTOR,
  },
  {
    stderr: /unshare failed: No space left on device/,
    code: 'no-user-namespaces',
    message: 'This PC allows no user namespaces (user.max_user_namespaces is 0 or used up).',
    hint: 'Have an administrator run: sudo sysctl -w user.max_user_namespaces=15000',
  },
  {
    stderr: /unshare failed: Operation not permitted/,
    code: 'no-user-namespaces',
    message: 'This PC does not let an ordinary user make user namespaces.',
    hint: DOCTOR,
  },
  {
    stderr: /unshare failed: Invalid argument/,
    code: 'no-user-namespaces',
    message: 'The kernel of this PC was built without user, PID or network namespaces.',
    hint: DOCTOR,
  },
  {
    stderr: /unshare: (unrecognized|unknown|invalid) option/,
    code: 'old-unshare',
    message: 'The unshare command of this PC is too old.',
    hint: 'util-linux 2.32 or newer is needed.',
  },
];

const UNSHARE_AFTER_SIGKILL = /^.*sigprocmask unblock failed.*$/m;

export function daemonFailure(exit: DaemonExit, stderr: string, wasReady: boolean): LabError {
  if (exit.startError === 'ENOENT') {
    return new LabError(
      'no-unshare',
      'The command unshare was not found.',
      'Install the package util-linux, or add its folder to PATH.',
    );
  }
  if (exit.startError !== undefined) {
    return new LabError('no-unshare', `The command unshare could not be started (${exit.startError}).`, DOCTOR);
  }
  const refusal = wasReady ? undefined : UNSHARE_REFUSALS.find((pattern) => pattern.stderr.test(stderr));
  if (refusal !== undefined) return new LabError(refusal.code, refusal.message, refusal.hint);
  // unshare wants to die of the signal that killed its child, and complains when that is SIGKILL, which none can unblock.
  const childKilled = UNSHARE_AFTER_SIGKILL.test(stderr);
  const signal = childKilled ? 'SIGKILL' : exit.signal;
  const how = signal === null ? `exit status ${exit.code}` : `killed by ${signal}`;
  const said = tellingLine(stderr.replace(UNSHARE_AFTER_SIGKILL, ''));
  return new LabError(
    wasReady ? 'daemon-ended' : 'daemon-start-failed',
    wasReady ? `The lab daemon ended unexpectedly (${how}).` : `The lab daemon did not start (${how}).`,
    said !== '' ? `Its last words: ${said}` : wasReady ? 'Run it once more.' : DOCTOR,
  );
}

/** The one line of a possible stack trace that a person can use. */
function tellingLine(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |Node\.js v)/.test(line));
  return lines.findLast((line) => /\b\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}
