/** Turns the kernel settings of the two hosts, and tells of each what the kernel says is in force. */
import { absenceOf, faultOfValue } from '../../common/knobs/problem.ts';
import { knobOf, KNOB_NAMES, plainValue, sysctlOf, type KnobName } from '../../common/knobs/catalogue.ts';
import { LabError } from '../../common/protocol/errors.ts';
import { HOSTS, type Host } from '../../common/protocol/hosts.ts';
import type { KnobChange, KnobList, KnobSetting, KnobState } from '../../common/protocol/knobs.ts';
import { told } from '../../common/text/telling.ts';
import type { LabClock } from '../../linux/clock.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import { within, type Namespace } from '../../linux/namespaces.ts';
import { readSysctl, setSysctl, writeSysctl } from '../../linux/sysctl.ts';
import type { Outbox } from './outbox.ts';

type Values = Map<KnobName, string>;

const ALLOWED = 'net.ipv4.tcp_allowed_congestion_control';

function read(name: KnobName): string | null {
  const value = readSysctl(sysctlOf(name));
  return value === null ? null : plainValue(value);
}

const allowedHere = (): string[] | undefined => readSysctl(ALLOWED)?.split(' ');

function readAll(namespace: Namespace): Values {
  const values: Values = new Map();
  within(namespace, () => {
    for (const name of KNOB_NAMES) {
      const value = read(name);
      if (value !== null) values.set(name, value);
    }
  });
  return values;
}

export class KnobDesk {
  readonly #namespaces: Record<Host, Namespace>;
  readonly #clock: LabClock;
  readonly #outbox: Outbox;
  readonly #onTurned: (host: Host, t: number) => void;
  /** What the lab began with, and what was told last. */
  readonly #defaults: Record<Host, Values>;
  readonly #told: Record<Host, Values>;

  /** `onTurned` hears of each setting that is found to have another value, or was written, before that is told. */
  constructor(
    namespaces: Record<Host, Namespace>,
    clock: LabClock,
    outbox: Outbox,
    onTurned: (host: Host, t: number) => void,
  ) {
    this.#namespaces = namespaces;
    this.#clock = clock;
    this.#outbox = outbox;
    this.#onTurned = onTurned;
    this.#defaults = { client: readAll(namespaces.client), server: readAll(namespaces.server) };
    this.#told = { client: new Map(this.#defaults.client), server: new Map(this.#defaults.server) };
    const values = {
      client: Object.fromEntries(this.#defaults.client),
      server: Object.fromEntries(this.#defaults.server),
    };
    this.#outbox.event({ type: 'knobs', t: this.#clock.now(), values });
  }

  /** Writes it and reads it back. Throws LabError, with the old value in force. */
  set({ host, name, value }: KnobSetting): KnobChange {
    const change = within(this.#namespaces[host], () => write(name, value));
    this.#tell(host, name, change.value);
    return change;
  }

  /** All of them as they are now; what somebody else has changed, as a shell on a host can, is told. */
  list(): KnobList {
    return { knobs: HOSTS.flatMap((host) => this.#listOf(host)) };
  }

  #listOf(host: Host): KnobState[] {
    const values = readAll(this.#namespaces[host]);
    const allowed = within(this.#namespaces[host], allowedHere);
    return KNOB_NAMES.map((name) => {
      const value = values.get(name) ?? null;
      if (value !== null && value !== this.#told[host].get(name)) this.#tell(host, name, value);
      const isChosen = knobOf(name).kind.of === 'algorithm' && allowed;
      return { host, name, value, default: this.#defaults[host].get(name) ?? null, ...(isChosen && { allowed }) };
    });
  }

  #tell(host: Host, name: KnobName, value: string): void {
    const t = this.#clock.now();
    this.#onTurned(host, t);
    this.#told[host].set(name, value);
    const began = this.#defaults[host].get(name) ?? value;
    this.#outbox.event({ type: 'knob', t, host, name, value, default: began });
  }
}

function write(name: KnobName, value: string): KnobChange {
  const before = read(name);
  if (before === null) throw new LabError('no-knob', absenceOf(name));
  const fault = faultOfValue(name, value, allowedHere());
  if (fault) throw new LabError('bad-knob', fault);
  try {
    setSysctl(sysctlOf(name), plainValue(value));
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    // Of several numbers the kernel takes those before the one that it refuses (do_proc_dointvec in kernel/sysctl.c).
    if (read(name) !== before) writeSysctl(sysctlOf(name), before);
    throw new LabError('knob-refused', told('knob.refused', { name, value, errno: error.code, before }));
  }
  return { before, value: read(name) ?? before };
}
