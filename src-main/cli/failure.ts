/** What ends a command early: the sentences for stderr and the exit status, as the README lists them. */
import type { LabError } from '../common/protocol/errors.ts';
import { sayError, type Say } from '../host/words.ts';

export const EXIT = { held: 0, missed: 1, wrongUse: 2, noLab: 3 } as const;

export class Failure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, ...sentences: string[]) {
    super(sentences.filter((sentence) => sentence !== '').join('\n'));
    this.exitCode = exitCode;
  }
}

/** The PC's failure, not the user's. */
export function labFailure(say: Say, error: LabError): Failure {
  const { message, hint } = sayError(say, error);
  return new Failure(EXIT.noLab, hint === '' ? message : say('error.with-hint', { message, hint }));
}
