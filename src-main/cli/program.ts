/** The commands and their options, and the one place where a failure becomes sentences on stderr and an exit status. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LANGUAGES, type Language } from '../common/protocol/messages.ts';
import type { LabDaemonStarter } from '../host/daemon-starter.ts';
import { appVersion } from '../host/version.ts';
import { languageOf, sayIn, type Say } from '../host/words.ts';
import { EXIT, Failure } from './failure.ts';
import { standardOutput, type Output } from './output.ts';
import { usageFailure } from './usage.ts';

interface Options {
  json?: true;
  csv?: true;
  ipv6?: true;
  full?: true;
  lang: Language;
  seed?: number;
  port?: number;
  engine?: 'netem' | 'built-in' | 'auto';
}

/** Resolves with the exit status; never rejects. */
export async function runProgram(
  args: string[],
  starter: LabDaemonStarter,
  output: Output = standardOutput(),
): Promise<number> {
  const language = languageAsked(args) ?? languageOf(process.env);
  const say = sayIn(language);
  let status: number = EXIT.held;
  const program = buildProgram(say, language, starter, output, (code) => (status = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    const failure = asFailure(error, say, program, args);
    if (failure.message !== '') output.complain(`${failure.message}\n`);
    return failure.exitCode;
  }
}

function asFailure(error: unknown, say: Say, program: Command, args: string[]): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return usageFailure(error, say, program, args);
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(EXIT.noLab, say('error.unexpected', { message }));
}

function buildProgram(
  say: Say,
  language: Language,
  starter: LabDaemonStarter,
  output: Output,
  done: (status: number) => void,
): Command {
  const lang = (): Option =>
    new Option('--lang <language>', say('cli.lang-option')).choices([...LANGUAGES]).default(language, language);
  const json = (about: string): Option => new Option('--json', about);
  const program = new Command('tcp-lab')
    .description(say('cli.about'))
    .version(appVersion(), '-V, --version', say('cli.version-option'))
    .helpOption('-h, --help', say('cli.help-option'))
    .helpCommand(false)
    .addHelpText('after', `\n${say('cli.exit-status')}`)
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.write(text), writeErr: () => {} })
    // The descriptions name choices and defaults themselves, in the reader's language.
    .configureHelp({
      styleTitle: (title) => translatedTitle(title, say),
      optionDescription: (option) => option.description,
    });

  const command = (name: string, about: string): Command =>
    program.command(name).description(about).helpOption('-h, --help', say('cli.help-option')).addOption(lang());

  command('doctor', say('cli.doctor.about'))
    .addOption(json(say('cli.json-option')))
    .action(async (options: Options) => {
      const { doctor } = await import('./commands/doctor.ts');
      done(await doctor({ json: options.json === true }, { starter, say, output }));
    });

  command('list', say('cli.list.about'))
    .addOption(json(say('cli.json-option')))
    .action(async (options: Options) => {
      const { list } = await import('./commands/list.ts');
      done(list({ json: options.json === true, lang: options.lang }, say, output));
    });

  command('run', say('cli.run.about'))
    .argument('<lesson>', say('cli.lesson-argument'))
    .addOption(json(say('cli.run.json-option')))
    .option('--ipv6', say('cli.ipv6-option'))
    .option('--full', say('cli.full-option'))
    .option('--seed <number>', say('cli.seed-option'), (text) => wholeNumber(text, say))
    .addOption(new Option('--engine <engine>', say('cli.engine-option')).choices(['netem', 'built-in', 'auto']))
    .action(async (lesson: string, options: Options) => {
      const { run } = await import('./commands/run.ts');
      const { json: asJson, ipv6, full, lang: language } = options;
      const flags = { json: asJson === true, ipv6: ipv6 === true, full: full === true, lang: language };
      done(await run(lesson, flags, { starter, say, output }));
    });

  command('show', say('cli.show.about'))
    .argument('<recording>', say('cli.recording-argument'))
    .addOption(json(say('cli.run.json-option')))
    .action(async (recording: string, options: Options) => {
      const { show } = await import('./commands/show.ts');
      done(await show(recording, { json: options.json === true, lang: options.lang }, say, output));
    });

  command('room-check', say('cli.room-check.about'))
    .addOption(json(say('cli.json-option')))
    .action(async (options: Options) => {
      const { roomCheck } = await import('./commands/room-check.ts');
      done(await roomCheck({ json: options.json === true, lang: options.lang }, { starter, say, output }));
    });

  command('scores', say('cli.scores.about'))
    .addOption(json(say('cli.json-option')).conflicts('csv'))
    .option('--csv', say('cli.scores.csv-option'))
    .action(async (options: Options) => {
      const { scores } = await import('./commands/scores.ts');
      done(scores({ json: options.json === true, csv: options.csv === true, lang: options.lang }, say, output));
    });

  command('check', say('cli.check.about'))
    .argument('<lesson-file>', say('cli.file-argument'))
    .action(async (file: string) => {
      const { check } = await import('./commands/check.ts');
      done(check(file, say, output));
    });

  command('serve', say('cli.serve.about'))
    .option('--port <number>', say('cli.port-option'), (text) => portNumber(text, say))
    .action(async ({ port = 0 }: Options) => {
      const { serve } = await import('./commands/serve.ts');
      await serve(port, { starter, say, output });
    });
  return program;
}

/** Wanted before the options are read, because their own errors are said in it. */
export function languageAsked(args: string[]): Language | undefined {
  const index = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const value = args[index]?.includes('=') ? args[index].slice('--lang='.length) : args[index + 1];
  return index === -1 ? undefined : LANGUAGES.find((language) => language === value);
}

function wholeNumber(text: string, say: Say): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffffffff) return value;
  throw new InvalidArgumentError(say('usage.a-whole-number'));
}

function portNumber(text: string, say: Say): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffff) return value;
  throw new InvalidArgumentError(say('usage.a-port'));
}

function translatedTitle(title: string, say: Say): string {
  const titles: Record<string, string> = {
    'Usage:': say('cli.usage'),
    'Options:': say('cli.options'),
    'Commands:': say('cli.commands'),
    'Arguments:': say('cli.arguments'),
  };
  return titles[title] ?? title;
}
