/** `serve`: the app for a browser on this PC, until Ctrl-C. */
import { LabError } from '../../common/protocol/errors.ts';
import type { LabDaemonStarter } from '../../host/daemon-starter.ts';
import { endWithHost } from '../../host/end-with-host.ts';
import { sayError, type Say } from '../../host/words.ts';
import { openServedApp, type ServedApp } from '../../serve/served-app.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Output } from '../output.ts';

/** Never resolves: a signal ends the process. Throws a Failure. */
export async function serve(
  port: number,
  { starter, say, output }: { starter: LabDaemonStarter; say: Say; output: Output },
): Promise<never> {
  const app = await openOrFail(port, starter, say);
  endWithHost(app);
  output.write(`${app.url}\n`);
  output.complain(`${say('serve.open-it')}\n`);
  return new Promise(() => {});
}

async function openOrFail(port: number, starter: LabDaemonStarter, say: Say): Promise<ServedApp> {
  try {
    return await openServedApp({ port, starter, say });
  } catch (error) {
    if (error instanceof LabError)
      throw new Failure(EXIT.wrongUse, say('error.with-hint', { ...sayError(say, error) }));
    throw error;
  }
}
