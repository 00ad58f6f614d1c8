/** What this PC offers and how to mend what is missing: facts → checks → sentences. */
import { canRunLab, checksOf, type Check, type CheckId, type Part } from './doctor/checks.ts';
import type { PcFacts } from './doctor/facts.ts';
import type { LabDaemonStarter } from './daemon-starter.ts';
import { probePc } from './pc-probe.ts';
import type { Say } from './words.ts';

export interface SaidCheck {
  id: CheckId;
  ok: boolean;
  level: Check['level'];
  /** One sentence or name. */
  found: string;
  /** Sentences and lines to be typed, the latter indented by two; empty when there is nothing to mend. */
  mend: string;
}

export interface Diagnosis {
  /** Whether a lab can run. */
  ok: boolean;
  checks: SaidCheck[];
}

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
  return { id, ok, level, found: text(found, ''), mend: mend.map((part) => text(part, '  ')).join('\n') };
}
