/** Entry of the lab daemon. The core starts to build the lab while the rest of the program is still being read. */
import { setPriority } from 'node:os';
import { CoreThread } from './core-thread.ts';

const core = new CoreThread();
const { serve } = await import('./serve.ts');
serve(core);
// Of this thread only (setpriority(2), Linux): telling what happened gives way to the wire.
void core.ready.then(
  () => setPriority(5),
  () => undefined,
);
