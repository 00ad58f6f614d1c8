import { constants } from 'node:os';

const NAMES = new Map(Object.entries(constants.errno).map(([name, value]) => [value, name]));

/** `ECONNREFUSED` for 111; `errno 999` for a number that has no name here. */
export const errnoName = (errno: number): string => NAMES.get(errno) ?? `errno ${errno}`;

/** A system call that the kernel refused. */
export class KernelError extends Error {
  readonly call: string;
  readonly errno: number;
  readonly code: string;

  constructor(call: string, errno: number) {
    const code = errnoName(errno);
    super(`${call}: ${code}`);
    this.name = 'KernelError';
    this.call = call;
    this.errno = errno;
    this.code = code;
  }
}
