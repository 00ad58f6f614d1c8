/** Errors that cross a process border as data: what is wrong, where, and what to do next. */
import { inEnglish, type Telling } from '../text/telling.ts';

export interface LabErrorData {
  /** Stable name: an errno (`ECONNREFUSED`) or one of the lab's own (`no-user-namespaces`). */
  code: string;
  /** One plain sentence: what is wrong and where. */
  message: string;
  /** What to do about it; empty when there is nothing to do. */
  hint: string;
  /** The message as data, for a reader whose language has words for it. */
  said?: Telling | undefined;
}

export class LabError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly said: Telling | undefined;

  constructor(code: string, message: string | Telling, hint = '') {
    super(typeof message === 'string' ? message : inEnglish(message));
    this.name = 'LabError';
    this.code = code;
    this.hint = hint;
    this.said = typeof message === 'string' ? undefined : message;
  }

  toJSON(): LabErrorData {
    const { code, message, hint, said } = this;
    return { code, message, hint, ...(said && { said }) };
  }

  static from({ code, message, hint, said }: LabErrorData): LabError {
    return new LabError(code, said ?? message, hint);
  }
}
