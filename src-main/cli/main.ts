#!/usr/bin/env node
/**
 * The terminal face. The daemon's start takes longest, so `run` begins with it and loads everything else, even the
 * reading of its own options, meanwhile.
 */
import { UnshareStarter, type LabDaemonProcess } from '../host/daemon-starter.ts';

const args = process.argv.slice(2);
const willRun = args[0] === 'run' && args.length > 1 && !args.some((arg) => arg === '--help' || arg === '-h');
const daemon: LabDaemonProcess | undefined = willRun ? new UnshareStarter().start() : undefined;

// The reader of a pipe has gone (`| head -1`): as quiet as SIGPIPE would be, and the daemon goes too.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  daemon?.kill();
  process.exit(error.code === 'EPIPE' ? 141 : 2);
});

async function main(): Promise<void> {
  let taken = false;
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(args, {
    start: () => {
      taken = true;
      return daemon ?? new UnshareStarter().start();
    },
  });
  // The command line was not fit to run: nobody wants the daemon that was started ahead.
  if (!taken) daemon?.kill();
}
void main();
