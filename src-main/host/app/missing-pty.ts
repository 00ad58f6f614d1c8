/** What to do where node-pty does not load: it is optional, and compiled where it is installed. */
import { LabError } from '../../common/protocol/errors.ts';

export function missingPty(error: unknown): LabError {
  const isAbsent = /cannot find (module|package) 'node-pty'/i.test(String(error));
  // npm leaves an optional package out when it cannot be compiled.
  const command = isAbsent ? 'npm install' : 'npm rebuild node-pty';
  return new LabError('no-pty', 'Terminals need node-pty, which was not compiled on this PC.', command);
}
