/**
 * The kernel settings of a host that can be turned: only those that each network namespace has of its own, so that no
 * other host and not the PC feels it. Meanings are those of ip-sysctl.rst; what each says in a sentence stands in
 * resources/locales/page (`knob.NAME`).
 */

export const KNOB_GROUPS = ['queues', 'opening', 'options', 'sending', 'closing', 'silence'] as const;
export type KnobGroup = (typeof KNOB_GROUPS)[number];

export type KnobKind =
  | { of: 'number'; least: number; most: number }
  | { of: 'choice'; values: readonly string[] }
  /** So many numbers, none smaller than the one before it. */
  | { of: 'numbers'; count: number; least: number; most: number }
  /** A name out of tcp_allowed_congestion_control. */
  | { of: 'algorithm' };

export interface Knob {
  group: KnobGroup;
  kind: KnobKind;
  /** Absent: a count, or a choice. */
  unit?: 's' | 'ms' | 'µs' | 'bytes';
  /**
   * The first kernel of kernel.org that has it; absent: older than any that a lab runs on. By the commits that brought
   * them: ccce324dabfe (6.5), f086edef71be (6.11), ca6a6f93867a (6.14), and "tcp: add tcp_rto_max_ms sysctl" (6.15).
   */
  since?: string;
  /** Kernels that have it may hide it from a namespace whose owner is not the PC's root. */
  mayBeHidden?: true;
  /** For sysctl(8), where that is not `net.ipv4.`. */
  folder?: 'net.core.';
  /** Where the kernel goes by it. */
  source: string;
}

const number = (least: number, most: number): KnobKind => ({ of: 'number', least, most });
const choice = (...values: string[]): KnobKind => ({ of: 'choice', values });
const SWITCH = choice('0', '1');
/** Of the sysctls that are one byte in the kernel. */
const BYTE = number(0, 255);
const MILLION = 1_000_000;

const CATALOGUE = {
  tcp_syncookies: { group: 'queues', kind: choice('0', '1', '2'), source: 'tcp_conn_request, net/ipv4/tcp_input.c' },
  tcp_max_syn_backlog: { group: 'queues', kind: number(0, MILLION), source: 'tcp_conn_request, net/ipv4/tcp_input.c' },
  tcp_no_metrics_save: { group: 'queues', kind: SWITCH, source: 'tcp_update_metrics, net/ipv4/tcp_metrics.c' },
  somaxconn: {
    group: 'queues',
    kind: number(0, MILLION),
    mayBeHidden: true,
    folder: 'net.core.',
    source: '__sys_listen_socket, net/socket.c',
  },
  tcp_abort_on_overflow: { group: 'queues', kind: SWITCH, source: 'tcp_check_req, net/ipv4/tcp_minisocks.c' },

  tcp_syn_retries: { group: 'opening', kind: number(1, 127), source: 'tcp_write_timeout, net/ipv4/tcp_timer.c' },
  tcp_syn_linear_timeouts: {
    group: 'opening',
    kind: number(0, 127),
    since: '6.5',
    source: 'tcp_retransmit_timer, net/ipv4/tcp_timer.c',
  },
  tcp_synack_retries: { group: 'opening', kind: BYTE, source: 'reqsk_timer_handler, net/ipv4/inet_connection_sock.c' },
  /** Its bits, all of them set: 0x1, 0x2, 0x4, 0x200, 0x400. */
  tcp_fastopen: { group: 'opening', kind: number(0, 0x607), source: 'tcp_try_fastopen, net/ipv4/tcp_fastopen.c' },
  ip_local_port_range: {
    group: 'opening',
    kind: { of: 'numbers', count: 2, least: 1, most: 65535 },
    source: '__inet_hash_connect, net/ipv4/inet_hashtables.c',
  },

  tcp_timestamps: { group: 'options', kind: choice('0', '1', '2'), source: 'tcp_syn_options, net/ipv4/tcp_output.c' },
  tcp_sack: { group: 'options', kind: SWITCH, source: 'tcp_syn_options, net/ipv4/tcp_output.c' },
  tcp_window_scaling: { group: 'options', kind: SWITCH, source: 'tcp_syn_options, net/ipv4/tcp_output.c' },
  tcp_ecn: { group: 'options', kind: choice('0', '1', '2'), source: 'tcp_ecn_send_syn' },

  tcp_congestion_control: {
    group: 'sending',
    kind: { of: 'algorithm' },
    source: 'tcp_assign_congestion_control, net/ipv4/tcp_cong.c',
  },
  tcp_rto_min_us: {
    group: 'sending',
    kind: number(1, 10 * MILLION),
    unit: 'µs',
    since: '6.11',
    source: 'tcp_init_sock, net/ipv4/tcp.c',
  },
  tcp_rto_max_ms: {
    group: 'sending',
    kind: number(1000, 120_000),
    unit: 'ms',
    since: '6.15',
    source: 'tcp_init_sock, net/ipv4/tcp.c',
  },
  tcp_early_retrans: { group: 'sending', kind: number(0, 4), source: 'tcp_schedule_loss_probe, net/ipv4/tcp_output.c' },
  tcp_retries1: { group: 'sending', kind: BYTE, source: 'tcp_write_timeout, net/ipv4/tcp_timer.c' },
  tcp_retries2: { group: 'sending', kind: BYTE, source: 'tcp_write_timeout, net/ipv4/tcp_timer.c' },
  tcp_rmem: {
    group: 'sending',
    kind: { of: 'numbers', count: 3, least: 1, most: 1 << 30 },
    unit: 'bytes',
    source: 'tcp_init_sock, net/ipv4/tcp.c',
  },
  tcp_wmem: {
    group: 'sending',
    kind: { of: 'numbers', count: 3, least: 1, most: 1 << 30 },
    unit: 'bytes',
    source: 'tcp_init_sock, net/ipv4/tcp.c',
  },

  tcp_fin_timeout: { group: 'closing', kind: number(0, 3600), unit: 's', source: 'tcp_fin_time, include/net/tcp.h' },
  tcp_max_tw_buckets: {
    group: 'closing',
    kind: number(0, MILLION),
    source: 'inet_twsk_alloc, net/ipv4/inet_timewait_sock.c',
  },
  tcp_tw_reuse: { group: 'closing', kind: choice('0', '1', '2'), source: 'tcp_twsk_unique, net/ipv4/tcp_ipv4.c' },
  tcp_tw_reuse_delay: {
    group: 'closing',
    kind: number(1, 60_000),
    unit: 'ms',
    since: '6.14',
    source: 'tcp_twsk_unique, net/ipv4/tcp_ipv4.c',
  },
  tcp_rfc1337: { group: 'closing', kind: SWITCH, source: 'tcp_timewait_state_process, net/ipv4/tcp_minisocks.c' },
  tcp_orphan_retries: { group: 'closing', kind: BYTE, source: 'tcp_orphan_retries, net/ipv4/tcp_timer.c' },

  tcp_keepalive_time: {
    group: 'silence',
    kind: number(1, 32_767),
    unit: 's',
    source: 'tcp_keepalive_timer, net/ipv4/tcp_timer.c',
  },
  tcp_keepalive_intvl: {
    group: 'silence',
    kind: number(1, 32_767),
    unit: 's',
    source: 'tcp_keepalive_timer, net/ipv4/tcp_timer.c',
  },
  tcp_keepalive_probes: { group: 'silence', kind: BYTE, source: 'tcp_keepalive_timer, net/ipv4/tcp_timer.c' },
  tcp_invalid_ratelimit: {
    group: 'silence',
    kind: number(0, 60_000),
    unit: 'ms',
    source: 'tcp_oow_rate_limited, net/ipv4/tcp_input.c',
  },
  tcp_challenge_ack_limit: {
    group: 'silence',
    kind: number(0, 0x7fffffff),
    source: 'tcp_send_challenge_ack, net/ipv4/tcp_input.c',
  },
} as const satisfies Record<string, Knob>;

export type KnobName = keyof typeof CATALOGUE;
export const KNOB_NAMES = Object.keys(CATALOGUE) as [KnobName, ...KnobName[]];

export const knobOf = (name: KnobName): Knob => CATALOGUE[name];

/** As sysctl(8) calls it. */
export const sysctlOf = (name: KnobName): string => `${knobOf(name).folder ?? 'net.ipv4.'}${name}`;

/** One value as the kernel prints it, whatever stands between its numbers. */
export const plainValue = (value: string): string => value.trim().split(/\s+/).join(' ');
