/** Figures of one run of the benchmark: a table for people, JSON for programs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import stringWidth from 'string-width';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What it is held against, in the same unit, measured in the same run. */
  reference?: { name: string; value: number };
  /** The project's own goal, as `≤ 250` or `≥ 100000`. */
  goal?: string;
}

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(q * (sorted.length - 1))] ?? NaN;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);

function met({ value, goal }: Figure): string {
  const [sign, limit] = goal?.split(' ') ?? [];
  if (!sign) return '';
  return `${goal} ${(sign === '≤' ? value <= Number(limit) : value >= Number(limit)) ? 'met' : 'NOT MET'}`;
}

const round = (value: number): string => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));

export function report(figures: readonly Figure[], file: string): void {
  const rows = figures.map((figure) => {
    const { name, value, unit, reference } = figure;
    const against = reference ? `${round(reference.value)} ${reference.name}` : '';
    const ratio = reference ? `× ${(value / reference.value).toFixed(2)}` : '';
    return [name, `${round(value)} ${unit}`, against, ratio, met(figure)];
  });
  const table = [['figure', 'measured', 'reference, same run', 'ratio', 'goal'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => stringWidth(row[column] ?? ''))));
  for (const row of table) {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)));
    console.log(cells.join('  ').trimEnd());
  }
  const machine = { kernel: release(), node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length };
  try {
    mkdirSync(new URL('.', `file://${file}`), { recursive: true });
    writeFileSync(file, JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2) + '\n');
    console.log(`\nwritten to ${file}`);
  } catch (error) {
    // An ordinary user may measure what root has built.
    console.log(`\nnot written: ${(error as Error).message}`);
  }
}
