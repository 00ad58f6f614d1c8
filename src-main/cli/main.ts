#!/usr/bin/env node
/**
 * The terminal face. The daemon's start takes longest, so `run` begins with it and loads everything else, even the
 * reading of its own options, meanwhile.
 */
import { writeSync } from 'node:fs';
import { ENGINE_VARIABLE, SEED_VARIABLE, UnshareStarter, type LabDaemonProcess } from '../host/daemon-starter.ts';

const args = process.argv.slice(2);
const willRun = args[0] === 'run' && args.length > 1 && !args.some((arg) => arg === '--help' || arg === '-h');
/** The lab with the engine and the seed that were asked for; a wrong one is noticed when the options are read. */
const starter = (): UnshareStarter => {
  const env: NodeJS.ProcessEnv = {};
  const { engine } = /(?:^| )--engine[ =](?<engine>\S+)/.exec(args.join(' '))?.groups ?? {};
  const { seed } = /(?:^| )--seed[ =](?<seed>\S+)/.exec(args.join(' '))?.groups ?? {};
  if (engine !== undefined) env[ENGINE_VARIABLE] = engine;
  if (seed !== undefined) env[SEED_VARIABLE] = seed;
  return new UnshareStarter({ env });
};
const daemon: LabDaemonProcess | undefined = willRun ? starter().start() : undefined;

// The reader of a pipe has gone (`| head -1`): what is left of the lab would be drawn for nobody.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  daemon?.kill();
  void outputIsGone(error.code);
});
process.stdout.on('error', () => undefined);

async function outputIsGone(code = ''): Promise<never> {
  const [{ languageAsked }, { languageOf, sayIn }] = await Promise.all([
    import('./program.ts'),
    import('../host/words.ts'),
  ]);
  const say = sayIn(languageAsked(args) ?? languageOf(process.env));
  const sentence = code === 'EPIPE' ? say('usage.output-closed') : say('usage.output-failed', { code });
  writeSync(process.stderr.fd, `${sentence}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  let taken = false;
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(args, {
    start: () => {
      taken = true;
      return daemon ?? starter().start();
    },
  });
  // The command line was not fit to run: nobody wants the daemon that was started ahead.
  if (!taken) daemon?.kill();
}
void main();
