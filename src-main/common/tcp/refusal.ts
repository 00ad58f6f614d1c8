/**
 * Why a listener did not take a segment as RFC 9293 says, worked out from the counters of nstat(8) that ticked by it, in
 * the order in which tcp_conn_request, tcp_check_req and tcp_v4_syn_recv_sock make their checks.
 */
import type { QueueRule, Refusal } from '../protocol/queue-events.ts';

/** Counters that tell of a refusal, as nstat(8) prints them without `TcpExt`; all others tick by what goes its usual way, too. */
export const REFUSAL_COUNTER_NAMES = [
  'ListenOverflows',
  'ListenDrops',
  'TCPReqQFullDrop',
  'TCPReqQFullDoCookies',
  'SyncookiesSent',
  'SyncookiesRecv',
  'SyncookiesFailed',
  'EmbryonicRsts',
  'TCPDeferAcceptDrop',
  'TCPTimeWaitOverflow',
] as const;

/** The same as nstat(8) prints them. */
export const REFUSAL_COUNTERS: ReadonlySet<string> = new Set(REFUSAL_COUNTER_NAMES.map((name) => `TcpExt${name}`));

type Why = Pick<Refusal, 'gauge' | 'how'>;

/** `rule`: that of the SYN queue's limit; undefined when no listener is known. */
export function whySynRefused(ticked: ReadonlySet<string>, rule: QueueRule | undefined): Why {
  const has = (name: string): boolean => ticked.has(`TcpExt${name}`);
  if (has('ListenOverflows')) return { gauge: 'accept', how: 'dropped' };
  if (has('TCPReqQFullDrop')) return { gauge: 'syn', how: 'dropped' };
  if (has('SyncookiesSent')) return { gauge: rule === 'always-cookies' ? rule : 'syn', how: 'cookie' };
  return { gauge: rule === 'three-quarters' ? rule : 'unknown', how: 'dropped' };
}

/** SYNs that got no entry, by what was in the way, and what counts them. */
export interface TurnedAway {
  gauge: 'syn' | 'accept' | 'three-quarters' | 'always-cookies' | 'unknown';
  how: 'dropped' | 'cookie';
  count: number;
  /** As nstat prints it. */
  counter: string;
}

/** The same of many SYNs at a time: `ticks` are the increments of the counters by names without TcpExt. */
export function turnedAway(ticks: (name: string) => number, rule: QueueRule | undefined): TurnedAway[] {
  const [overflows, full] = [ticks('ListenOverflows'), ticks('TCPReqQFullDrop')];
  const others = Math.max(0, ticks('ListenDrops') - overflows - full);
  const byCookie = rule === 'always-cookies' ? rule : 'syn';
  const all: TurnedAway[] = [
    { gauge: byCookie, how: 'cookie', count: ticks('SyncookiesSent'), counter: 'TcpExtSyncookiesSent' },
    { gauge: 'syn', how: 'dropped', count: full, counter: 'TcpExtTCPReqQFullDrop' },
    { gauge: 'accept', how: 'dropped', count: overflows, counter: 'TcpExtListenOverflows' },
    {
      gauge: rule === 'three-quarters' ? rule : 'unknown',
      how: 'dropped',
      count: others,
      counter: 'TcpExtListenDrops',
    },
  ];
  return all.filter(({ count }) => count > 0);
}

/** `kept`: the listener has an entry of the connection still. */
export function whyAckRefused(ticked: ReadonlySet<string>, kept: boolean): Why {
  const has = (name: string): boolean => ticked.has(`TcpExt${name}`);
  if (has('SyncookiesFailed')) return { gauge: 'cookie', how: 'reset' };
  if (has('TCPTimeWaitOverflow')) return { gauge: 'time-wait', how: 'forgotten' };
  const how = kept ? 'ignored' : has('EmbryonicRsts') ? 'reset' : 'dropped';
  if (has('ListenOverflows')) return { gauge: 'accept', how };
  return { gauge: has('TCPDeferAcceptDrop') ? 'defer-accept' : 'unknown', how };
}
