/** Kernel settings as a lab tells them, for tests that play a host. */
import { KNOB_NAMES, knobOf, type KnobName } from '../../src-main/common/knobs/catalogue.ts';
import type { Host, KnobEvent } from '../../src-main/common/protocol/events.ts';
import { HOSTS } from '../../src-main/common/protocol/hosts.ts';
import type { KnobList, KnobState } from '../../src-main/common/protocol/knobs.ts';

/** What a kernel of these days begins with, where it is not the least that can be. */
const DEFAULTS: Partial<Record<KnobName, string>> = {
  tcp_syncookies: '1',
  tcp_max_syn_backlog: '2048',
  tcp_no_metrics_save: '1',
  somaxconn: '4096',
  tcp_syn_retries: '6',
  tcp_syn_linear_timeouts: '4',
  tcp_synack_retries: '5',
  tcp_fastopen: '1',
  tcp_timestamps: '1',
  tcp_sack: '1',
  tcp_window_scaling: '1',
  tcp_ecn: '2',
  ip_local_port_range: '32768 60999',
  tcp_congestion_control: 'reno',
  tcp_rmem: '4096 131072 6291456',
  tcp_wmem: '4096 16384 4194304',
  tcp_fin_timeout: '60',
};

const stateOf = (host: Host, name: KnobName): KnobState => {
  const { kind } = knobOf(name);
  const value = DEFAULTS[name] ?? ('least' in kind ? String(kind.least) : '0');
  return { host, name, value, default: value, ...(kind.of === 'algorithm' && { allowed: ['reno', 'cubic'] }) };
};

/** All of them, as at the lab's beginning; this kernel lacks those. */
export const knobList = (...lacked: KnobName[]): KnobList => ({
  knobs: HOSTS.flatMap((host) => KNOB_NAMES.map((name) => stateOf(host, name))).map((knob) =>
    lacked.includes(knob.name) ? { ...knob, value: null, default: null } : knob,
  ),
});

export const turned = (t: number, host: Host, name: KnobName, value: string): KnobEvent => ({
  type: 'knob',
  t,
  host,
  name,
  value,
  default: DEFAULTS[name] ?? '0',
});
