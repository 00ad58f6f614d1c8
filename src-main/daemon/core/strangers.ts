/** Addresses that no host has: the server's way to them leads to its end of the wire, and there what it sends to them ends. */
import { parseIpv4, parseIpv6 } from '../../common/wire/addresses.ts';
import type { TcpPeek } from '../../common/wire/peek.ts';
import type { Family } from '../../common/protocol/requests.ts';

export interface StrangerNet {
  text: string;
  /** The network's address; the hosts of it differ in the last four bytes at least. */
  address: Uint8Array;
  prefixLength: number;
}

export const STRANGERS: Record<Family, StrangerNet> = {
  ipv4: { text: '10.1.0.0/16', address: parseIpv4('10.1.0.0')!, prefixLength: 16 },
  ipv6: { text: 'fd01::/64', address: parseIpv6('fd01::')!, prefixLength: 64 },
};

const NETS = { 4: STRANGERS.ipv4, 6: STRANGERS.ipv6 } as const;

/** Whether a segment is for one of these addresses. */
export function isForStranger({ version, dstOffset }: TcpPeek, frame: Uint8Array): boolean {
  const { address, prefixLength } = NETS[version];
  for (let i = 0; i < prefixLength / 8; i++) if (frame[dstOffset + i] !== address[i]) return false;
  return true;
}
