import type { Host } from '../common/protocol/events.ts';

export interface HostAddresses {
  ipv4: string;
  ipv6: string;
  mac: string;
}

export const ADDRESSES: Record<Host, HostAddresses> = {
  client: { ipv4: '10.0.0.1', ipv6: 'fd00::1', mac: '02:00:00:00:00:01' },
  server: { ipv4: '10.0.0.2', ipv6: 'fd00::2', mac: '02:00:00:00:00:02' },
};
