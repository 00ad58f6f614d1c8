/** Programs of the PC that the guest is made with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { NoGuest } from './no-guest.ts';

/** What a program prints; throws NoGuest with its complaint. */
export async function output(command: string, args: string[], cwd?: string): Promise<string> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended]).catch(
    (error: unknown) => {
      throw new NoGuest(`${command} cannot be run: ${(error as Error).message}`);
    },
  );
  if (child.exitCode === 0) return stdout;
  const lines = stderr.trim().split('\n');
  // apt-get says the cause first, and what follows from it after that.
  throw new NoGuest(`${command} failed: ${lines.find((line) => line.startsWith('E: ')) ?? lines.at(-1) ?? ''}`);
}
