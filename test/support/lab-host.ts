/**
 * A host with one lab, made to be ended in every way: opens the lab, says `ready`, and keeps sessions of all kinds
 * running. Arguments: the daemon's file and a seed.
 */
import { endWithHost } from '../../src-main/host/end-with-host.ts';
import { LabDaemonClient } from '../../src-main/host/daemon-client.ts';
import { DAEMON_PATH, UnshareStarter } from '../../src-main/host/daemon-starter.ts';
import { Lab } from './lab.ts';
import { runSessions } from './sessions.ts';

const [daemonPath, seed] = process.argv.slice(2);
const client = new LabDaemonClient(new UnshareStarter({ script: daemonPath ?? DAEMON_PATH }));
endWithHost(client);
process.stdin.resume().once('end', () => void client.close());
try {
  const lab = await Lab.of(client);
  process.stdout.write('ready\n');
  await runSessions(lab, Infinity, [8000, 8001, 8002, 8003, 9], Number(seed));
} catch {
  // The lab is gone: how this process ends shows who ended it.
  process.exitCode = (await client.ended) === null ? 0 : 3;
  process.stdin.destroy();
}
