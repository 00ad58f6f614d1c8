/** Entry of the daemon's serving thread. */
import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { LabError } from '../common/protocol/errors.ts';
import { CoreLine } from './core-line.ts';
import type { ServingData } from './core/messages.ts';
import { LineWriter } from './line-writer.ts';
import { serve } from './serve.ts';

const { port, shared } = workerData as ServingData;
const out = new LineWriter();
const core = new CoreLine(port, shared);

// Without this thread nobody would hear of the lab any more.
process.on('uncaughtException', (error) => {
  out.fatal(new LabError('internal', `The lab failed: ${error.message}`));
  core.quit(3);
});
// Of this thread only (setpriority(2), Linux): telling what happened gives way to the wire.
setPriority(5);
serve(core, out);
