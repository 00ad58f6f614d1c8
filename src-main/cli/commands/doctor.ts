/** `doctor`: can this PC run a lab, and if not, what to type. */
import type { SaidCheck } from '../../common/protocol/app.ts';
import type { LabDaemonStarter } from '../../host/daemon-starter.ts';
import { examine } from '../../host/doctor.ts';
import type { Say } from '../../host/words.ts';
import { EXIT } from '../failure.ts';
import { cells, span, type Line } from '../ladder/spans.ts';
import { painter } from '../ladder/paint.ts';
import type { Output } from '../output.ts';

export async function doctor(
  options: { json: boolean },
  { starter, say, output }: { starter: LabDaemonStarter; say: Say; output: Output },
): Promise<number> {
  const diagnosis = await examine(starter, say);
  if (options.json) {
    output.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
  } else {
    const paint = painter(output.colours);
    const verdict = diagnosis.ok ? span(say('doctor.ok'), 'good') : span(say('doctor.not-ok'), 'bad');
    const lines = [...checkLines(diagnosis.checks, say), [], [verdict]];
    output.write(lines.map((line) => `${paint(line)}\n`).join(''));
  }
  return diagnosis.ok ? EXIT.held : EXIT.noLab;
}

/** What is missing but optional is quiet: it must not look like a fault. */
export function checkLines(checks: readonly SaidCheck[], say: Say): Line[] {
  const width = Math.max(...checks.map(({ name }) => cells(name)));
  return checks.flatMap(({ name, ok, level, found, mend }) => {
    const optional = level === 'optional' && !ok;
    const sign = ok ? span('✓ ', 'good') : optional ? span('· ', 'quiet') : span('✗ ', 'bad');
    const label = span(`${name}${' '.repeat(width - cells(name))}  `, optional ? 'quiet' : 'strong');
    const remark = optional ? [span(say('doctor.optional'), 'quiet')] : [];
    const first: Line = [sign, label, span(found, optional ? 'quiet' : 'plain'), ...remark];
    const more =
      mend === '' ? [] : mend.split('\n').map((line): Line => [span(`    ${line}`, optional ? 'quiet' : 'plain')]);
    return [first, ...more];
  });
}
