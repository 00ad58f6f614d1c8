/**
 * Why a listener did not take a segment as RFC 9293 says, worked out from the counters of nstat(8) that ticked by it, in
 * the order in which tcp_conn_request, tcp_check_req and tcp_v4_syn_recv_sock make their checks.
 */
import type { QueueRule, Refusal } from '../protocol/events.ts';

/** Counters that tell of a refusal; all others tick by what goes its usual way, too. */
export const REFUSAL_COUNTERS: ReadonlySet<string> = new Set(
  [
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
  ].map((name) => `TcpExt${name}`),
);

type Why = Pick<Refusal, 'gauge' | 'how'>;

/** `rule`: that of the SYN queue's limit; undefined when no listener is known. */
export function whySynRefused(ticked: ReadonlySet<string>, rule: QueueRule | undefined): Why {
  const has = (name: string): boolean => ticked.has(`TcpExt${name}`);
  if (has('ListenOverflows')) return { gauge: 'accept', how: 'dropped' };
  if (has('TCPReqQFullDrop')) return { gauge: 'syn', how: 'dropped' };
  if (has('SyncookiesSent')) return { gauge: rule === 'always-cookies' ? rule : 'syn', how: 'cookie' };
  return { gauge: rule === 'three-quarters' ? rule : 'unknown', how: 'dropped' };
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
