import { REFUSAL_COUNTER_NAMES } from '../tcp/refusal.ts';

/**
 * The kernel's counters that a lesson may speak of, as nstat(8) prints them without `TcpExt` or `Tcp`: a name that no
 * kernel has would never tick, so that "never ticks" would hold of it.
 */
export const COUNTER_NAMES = [
  // Opening (tcp_conn_request, tcp_check_req), and SYN cookies.
  'ActiveOpens',
  'PassiveOpens',
  'AttemptFails',
  ...REFUSAL_COUNTER_NAMES,
  'TCPFastOpenActive',
  'TCPFastOpenActiveFail',
  'TCPFastOpenPassive',
  'TCPFastOpenPassiveFail',
  'TCPFastOpenCookieReqd',
  'TCPFastOpenListenOverflow',
  // Closing and resetting.
  'EstabResets',
  'OutRsts',
  'TW',
  'TCPAbortOnData',
  'TCPAbortOnClose',
  'TCPAbortOnTimeout',
  'TCPAbortOnLinger',
  'TCPChallengeACK',
  'TCPSYNChallenge',
  // Old duplicates.
  'PAWSEstab',
  // Sending again, and what it finds out.
  'RetransSegs',
  'TCPTimeouts',
  'TCPSynRetrans',
  'TCPLossProbes',
  'TCPLossProbeRecovery',
  'TCPFastRetrans',
  'TCPSlowStartRetrans',
  'TCPLostRetransmit',
  'TCPSackRecovery',
  'TCPDSACKRecv',
  'TCPSpuriousRTOs',
  // Acknowledging, the window and silence.
  'DelayedACKs',
  'TCPFromZeroWindowAdv',
  'TCPToZeroWindowAdv',
  'TCPWantZeroWindowAdv',
  'TCPWinProbe',
  'TCPKeepAlive',
  'InErrs',
  'InCsumErrors',
] as const;
