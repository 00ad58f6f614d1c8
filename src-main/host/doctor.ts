/** What this PC offers and how to mend what is missing: facts → checks → sentences. */
import type { Diagnosis, SaidCheck } from '../common/protocol/app.ts';
import { canRunLab, checksOf, type Check, type Part } from './doctor/checks.ts';
import type { PcFacts } from './doctor/facts.ts';
import type { LabDaemonStarter } from './daemon-starter.ts';
import { probePc } from './pc-probe.ts';
import type { Say } from './words.ts';

export async function examine(starter: LabDaemonStarter, say: Say): Promise<Diagnosis> {
  return diagnose(await probePc(starter), say);
}

export function diagnose(facts: PcFacts, say: Say): Diagnosis {
  const checks = checksOf(facts);
  return { ok: canRunLab(checks), checks: checks.map((check) => inWords(check, say)) };
}

function inWords({ id, ok, level, found, mend }: Check, say: Say): SaidCheck {
  const text = (part: Part, indent: string): string =>
    'key' in part ? say(part.key, part.values) : part.type.map((line) => indent + line).join('\n');
  const name = say(`doctor.name.${id}`);
  return { id, name, ok, level, found: text(found, ''), mend: mend.map((part) => text(part, '  ')).join('\n') };
}
