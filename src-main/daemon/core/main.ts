/** Entry of the daemon's core thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../../common/protocol/errors.ts';
import { Core } from './core.ts';
import type { FromCore } from './messages.ts';

if (!parentPort) throw new Error('the core runs as a thread of the lab daemon');
try {
  new Core(parentPort, workerData as SharedArrayBuffer).run();
} catch (error) {
  const known = error instanceof LabError ? error : new LabError('internal', `The lab failed: ${String(error)}`);
  parentPort.postMessage({ kind: 'fatal', error: known.toJSON() } satisfies FromCore);
}
