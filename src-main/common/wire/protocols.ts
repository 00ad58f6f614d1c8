/** IP protocol numbers (IANA "Assigned Internet Protocol Numbers"), as far as a lab meets them. */

export const PROTOCOL = {
  hopByHop: 0,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  routing: 43,
  fragment: 44,
  icmpv6: 58,
  noNext: 59,
  destination: 60,
} as const;

const NAMES: Partial<Record<number, string>> = {
  [PROTOCOL.icmp]: 'ICMP',
  [PROTOCOL.igmp]: 'IGMP',
  [PROTOCOL.tcp]: 'TCP',
  [PROTOCOL.udp]: 'UDP',
  [PROTOCOL.icmpv6]: 'ICMPv6',
};

export function protocolText(protocol: number): string {
  return NAMES[protocol] ?? `protocol ${protocol}`;
}
