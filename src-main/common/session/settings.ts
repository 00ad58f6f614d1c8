/** The kernel settings of a host as a session tells them. */
import type { KnobName } from '../knobs/catalogue.ts';
import type { Host } from '../protocol/events.ts';
import type { Session } from './session.ts';

/** What was in force at lab time `t`; undefined when this kernel lacks or hides it, or it was not told. */
export function settingAt({ knobs, settings }: Session, host: Host, name: KnobName, t: number): string | undefined {
  return knobs.get(`${host} ${name}`)?.at(t)?.value ?? settings?.values[host][name];
}
