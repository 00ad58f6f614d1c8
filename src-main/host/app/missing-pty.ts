/** What to do where node-pty does not load: it is optional, and compiled where it is installed. */
import { LabError } from '../../common/protocol/errors.ts';
import { installLines } from '../doctor/mend.ts';
import { ownDistribution } from '../pc-probe.ts';

/** The hint is lines to be typed. */
export function missingPty(error: unknown, distribution: readonly string[] = ownDistribution()): LabError {
  // npm leaves an optional package out when it cannot be compiled; it is there uncompiled when scripts were not run.
  const isAbsent = /cannot find (module|package) 'node-pty'/i.test(String(error));
  const lines = [...installLines('compiler', distribution).lines, isAbsent ? 'npm install' : 'npm rebuild node-pty'];
  const message = 'Terminals need the package node-pty, which a C++ compiler has to build on this PC first.';
  return new LabError('no-terminal', message, lines.join('\n'));
}
