/** What may be asked of the kernel settings of the two hosts, and what is answered. */
import * as v from 'valibot';
import { KNOB_NAMES, type KnobName } from '../knobs/catalogue.ts';
import { HOSTS, type Host } from './hosts.ts';

/** Refused as a whole, with what is in force as it was. */
export const KnobSetting = v.strictObject({
  host: v.picklist(HOSTS),
  name: v.picklist(KNOB_NAMES),
  /** As sysctl(8) takes it, numbers of one value apart by blanks. */
  value: v.pipe(v.string(), v.maxLength(100)),
});
export type KnobSetting = v.InferOutput<typeof KnobSetting>;

/** What was in force before, and what the kernel says is now. */
export interface KnobChange {
  before: string;
  value: string;
}

export interface KnobState {
  host: Host;
  name: KnobName;
  /** Null: this kernel lacks it, or hides it from this lab. */
  value: string | null;
  /** What the lab began with. */
  default: string | null;
  /** What can be chosen, where that is this kernel's to say. */
  allowed?: string[];
}

export interface KnobList {
  knobs: KnobState[];
}
