import { LabError } from '../common/protocol/errors.ts';
import type { Host } from '../common/protocol/events.ts';
import type { Family } from '../common/protocol/requests.ts';
import { parseIpv4, parseIpv6 } from '../common/wire/addresses.ts';

export interface HostAddresses {
  ipv4: string;
  ipv6: string;
  mac: string;
}

export const ADDRESSES: Record<Host, HostAddresses> = {
  client: { ipv4: '10.0.0.1', ipv6: 'fd00::1', mac: '02:00:00:00:00:01' },
  server: { ipv4: '10.0.0.2', ipv6: 'fd00::2', mac: '02:00:00:00:00:02' },
};

/** `client`, `server`, `any`, or an address of the socket's family. */
export function parseAddress(name: string, family: Family): Uint8Array {
  if (name === 'any') return new Uint8Array(family === 'ipv4' ? 4 : 16);
  const address = name === 'client' || name === 'server' ? ADDRESSES[name][family] : name;
  const parsed = family === 'ipv4' ? parseIpv4(address) : parseIpv6(address);
  if (parsed) return parsed;
  const { client, server } = ADDRESSES;
  throw new LabError(
    'bad-address',
    `"${name}" is no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address, and the lab has no name service.`,
    `Use client (${client[family]}), server (${server[family]}) or an address in numbers.`,
  );
}
