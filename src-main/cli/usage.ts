/** commander's complaints in our sentences and the reader's language, with what was probably meant. */
import type { Command, CommanderError } from 'commander';
import type { Say } from '../host/words.ts';
import { EXIT, Failure } from './failure.ts';
import { nearest } from '../common/text/nearest.ts';

export function usageFailure(error: CommanderError, say: Say, program: Command, args: string[]): Failure {
  const command = program.commands.find((candidate) => candidate.name() === args.find((arg) => !arg.startsWith('-')));
  const wrong = (...sentences: string[]): Failure => new Failure(EXIT.wrongUse, ...sentences);
  const meant = (typed: string, known: readonly string[]): string => {
    const name = nearest(typed, known);
    return name === undefined ? '' : say('usage.did-you-mean', { name });
  };
  const commands = program.commands.map((candidate) => candidate.name());
  const see = say('usage.see-help', { command: command?.name() ?? '' }).replace('  ', ' ');
  // commander names what it complains about between quotes, and nowhere else.
  const [first = '', second = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');

  switch (error.code) {
    case 'commander.helpDisplayed':
    case 'commander.version':
      return new Failure(EXIT.held);
    case 'commander.help':
      // No command at all: the help has been shown.
      return wrong(say('usage.commands', { names: commands.join(', ') }));
    case 'commander.unknownCommand':
      return wrong(
        say('usage.unknown-command', { name: first }),
        meant(first, commands),
        say('usage.commands', { names: commands.join(', ') }),
      );
    case 'commander.unknownOption': {
      const known = (command ?? program).options.map((option) => option.long ?? option.flags);
      return wrong(say('usage.unknown-option', { name: first }), meant(first, known), see);
    }
    case 'commander.missingArgument':
      return wrong(say('usage.missing-argument', { command: command?.name() ?? '', name: first.toUpperCase() }), see);
    case 'commander.optionMissingArgument':
      return wrong(say('usage.missing-value', { name: first.split(' ')[0] ?? first }), see);
    case 'commander.conflictingOption':
      return wrong(say('usage.conflict', { first, second }), see);
    case 'commander.excessArguments':
      return wrong(say('usage.too-many', { command: command?.name() ?? '' }), see);
    case 'commander.invalidArgument': {
      const name = first.split(/[ =]/)[0] ?? first;
      const option = command?.options.find((candidate) => candidate.long === name);
      const allowed = option?.argChoices?.join(', ') ?? error.message.split(/is invalid\.\s*/)[1] ?? '';
      return wrong(say('usage.bad-value', { name, value: second, allowed }), see);
    }
    default:
      return wrong(error.message);
  }
}
