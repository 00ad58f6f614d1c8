/**
 * Entry of the lab daemon. This thread becomes the core: from here on it belongs to the kernel's side, and never
 * returns to Node's event loop while the lab lives. A second thread serves the host; it starts first, so that it
 * gets ready while the network is built.
 */
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { LabError } from '../common/protocol/errors.ts';
import type { FromCore, ServingData } from './core/messages.ts';

const { port1: port, port2: servingPort } = new MessageChannel();
const shared = new SharedArrayBuffer(4);
const serving = new Worker(new URL('./serving.js', import.meta.url), {
  workerData: { port: servingPort, shared } satisfies ServingData,
  transferList: [servingPort],
  // It writes to the descriptors itself. Streams of its own would be fed by this thread's event loop, which stands still,
  // and cost milliseconds of the start.
  stdout: true,
  stderr: true,
});
async function main(): Promise<never> {
  try {
    const { Core } = await import('./core/core.ts');
    process.exit(new Core(port, shared).run());
  } catch (error) {
    const known = error instanceof LabError ? error : new LabError('internal', `The lab failed: ${String(error)}`);
    port.postMessage({ kind: 'fatal', error: known.toJSON() } satisfies FromCore);
    await once(serving, 'exit');
    process.exit(3);
  }
}
void main();
