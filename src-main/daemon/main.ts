/** Entry of the lab daemon. The core starts to build the lab while the rest of the program is still being read. */
import { CoreThread } from './core-thread.ts';

const core = new CoreThread();
const { serve } = await import('./serve.ts');
serve(core);
