/** Where a command writes, and what the other end can show. */
import { colourDepth, type ColourDepth } from './colour-depth.ts';

export interface Output {
  write(text: string): void;
  /** Failures and other remarks, which are no part of the result. */
  complain(text: string): void;
  /** Cells per line. */
  columns: number;
  colours: ColourDepth;
}

export function standardOutput(): Output {
  const { stdout, stderr, env } = process;
  return {
    write: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(text),
    columns: stdout.columns ?? Number(env['COLUMNS'] ?? 80),
    colours: colourDepth(env, stdout.isTTY === true),
  };
}
