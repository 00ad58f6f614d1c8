/** Errors that cross a process border as data: what is wrong, where, and what to do next. */

export interface LabErrorData {
  /** Stable name: an errno (`ECONNREFUSED`) or one of the lab's own (`no-user-namespaces`). */
  code: string;
  /** One plain sentence: what is wrong and where. */
  message: string;
  /** What to do about it; empty when there is nothing to do. */
  hint: string;
}

export class LabError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint = '') {
    super(message);
    this.name = 'LabError';
    this.code = code;
    this.hint = hint;
  }

  toJSON(): LabErrorData {
    return { code: this.code, message: this.message, hint: this.hint };
  }

  static from(data: LabErrorData): LabError {
    return new LabError(data.code, data.message, data.hint);
  }
}
