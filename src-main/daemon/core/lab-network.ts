/** The lab network: client (eth0) ↔ wire (c0 … s0) ↔ server (eth0), two veth pairs, nothing but TCP on them. */
import { LabError } from '../../common/protocol/errors.ts';
import type { Host } from '../../common/protocol/events.ts';
import { FAMILIES } from '../../common/protocol/requests.ts';
import { parseIpv4, parseIpv6, parseMac } from '../../common/wire/addresses.ts';
import { interfaceIndex } from '../../linux/interfaces.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import { createNamespace, privateRun, within, type Namespace } from '../../linux/namespaces.ts';
import {
  addAddress,
  addNeighbour,
  addRoute,
  addVeth,
  setUp,
  setUpWithoutArp,
} from '../../linux/netlink/route-messages.ts';
import { isRunning, route, type Step } from '../../linux/netlink/route-socket.ts';
import { disableOffloads } from '../../linux/offloads.ts';
import { readSysctl, writeSysctl } from '../../linux/sysctl.ts';
import { ADDRESSES, type HostAddresses } from '../lab-addresses.ts';
import { STRANGERS } from './strangers.ts';

export interface LabNetwork {
  client: Namespace;
  wire: Namespace;
  server: Namespace;
}

/** A hash table of the namespaces' own (kernels ≥ 6.1): listing the lab's few sockets, as ss(8) does, need not walk the PC's whole table. */
const OWN_TABLE = 'net.ipv4.tcp_child_ehash_entries';
const OWN_TABLE_BUCKETS = 4096;

const LINK_PATIENCE_MS = 3000;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));
const ENETDOWN = 100;

/** No address of its own, no router messages; what neighbours would say to each other is off with IFF_NOARP. */
const QUIET_IPV6: readonly (readonly [string, number])[] = [
  ['addr_gen_mode', 1],
  ['accept_ra', 0],
  ['autoconf', 0],
  ['router_solicitations', 0],
];

function quiet(namespace: Namespace): void {
  within(namespace, () => {
    for (const [name, value] of QUIET_IPV6) writeSysctl(`net.ipv6.conf.default.${name}`, value);
    const isWire = namespace.name === 'wire';
    writeSysctl('net.ipv6.conf.default.disable_ipv6', isWire ? 1 : 0);
    if (!isWire) repeatable();
  });
}

/**
 * The same experiment goes the same way on every PC, and the second time as the first: no algorithm of the PC's own, and
 * hosts that remember no round-trip times and thresholds of each other (ip-tcp_metrics(8)). Those could be flushed too,
 * but only by the PC's own root (GENL_ADMIN_PERM in net/ipv4/tcp_metrics.c).
 */
function repeatable(): void {
  const algorithm = 'net.ipv4.tcp_congestion_control';
  if (readSysctl(algorithm) !== 'cubic' && !writeSysctl(algorithm, 'cubic')) writeSysctl(algorithm, 'reno');
  writeSysctl('net.ipv4.tcp_no_metrics_save', 1);
}

const bytesOf = ({ ipv4, ipv6, mac }: HostAddresses) => ({
  ipv4: parseIpv4(ipv4)!,
  ipv6: parseIpv6(ipv6)!,
  mac: parseMac(mac)!,
});
const BYTES = { client: bytesOf(ADDRESSES.client), server: bytesOf(ADDRESSES.server) };

function buildWire({ client, wire, server }: LabNetwork): void {
  within(wire, () => {
    route([
      ['link add c0', addVeth('c0', { name: 'eth0', namespaceFd: client.fd, mac: BYTES.client.mac })],
      ['link add s0', addVeth('s0', { name: 'eth0', namespaceFd: server.fd, mac: BYTES.server.mac })],
      ['link set lo up', setUp(interfaceIndex('lo'))],
    ]);
    disableOffloads('c0');
    disableOffloads('s0');
  });
}

/** The server's way to made-up hosts leads through the client, whose link is all there is, and ends before it at the wire. */
const toStrangers = (eth0: number): Step[] =>
  FAMILIES.map((family) => {
    const { text, address, prefixLength } = STRANGERS[family];
    return [`route add ${text}`, addRoute(eth0, address, prefixLength, BYTES.client[family])];
  });

function buildHost(namespace: Namespace, own: Host, other: Host): void {
  const { ipv4, ipv6, mac } = BYTES[other];
  within(namespace, () => {
    const eth0 = interfaceIndex('eth0');
    disableOffloads('eth0');
    route([
      ['link set lo up', setUp(interfaceIndex('lo'))],
      ['link set eth0 up arp off', setUpWithoutArp(eth0)],
      [`addr add ${ADDRESSES[own].ipv4}`, addAddress(eth0, BYTES[own].ipv4, 24)],
      [`addr add ${ADDRESSES[own].ipv6}`, addAddress(eth0, BYTES[own].ipv6, 64)],
      [`neigh add ${ADDRESSES[other].ipv4}`, addNeighbour(eth0, ipv4, mac)],
      [`neigh add ${ADDRESSES[other].ipv6}`, addNeighbour(eth0, ipv6, mac)],
      ...(own === 'server' ? toStrangers(eth0) : []),
    ]);
  });
}

/** The wire's ends came up before the hosts' and could lose the first frames. Throws KernelError. */
function awaitLink(name: string): void {
  const index = interfaceIndex(name);
  for (let tries = 0; !isRunning(index); tries++) {
    if (tries === LINK_PATIENCE_MS) throw new KernelError(`link ${name}`, ENETDOWN);
    Atomics.wait(NEVER_WOKEN, 0, 0, 1);
  }
}

/**
 * Builds the network in this process's own user, mount and network namespaces. Throws LabError: `no-capabilities`
 * when the kernel grants the namespaces but no rights in them, `network-refused`.
 */
export function buildLabNetwork(): LabNetwork {
  try {
    privateRun();
    writeSysctl(OWN_TABLE, OWN_TABLE_BUCKETS);
    const [client, wire, server] = [createNamespace('client'), createNamespace('wire'), createNamespace('server')];
    for (const namespace of [client, wire, server]) quiet(namespace);
    buildWire({ client, wire, server });
    buildHost(client, 'client', 'server');
    buildHost(server, 'server', 'client');
    within(wire, () => ['c0', 's0'].forEach(awaitLink));
    return { client, wire, server };
  } catch (error) {
    throw error instanceof KernelError ? asLabError(error) : error;
  }
}

function asLabError({ code, message }: KernelError): LabError {
  if (code === 'EPERM' || code === 'EACCES')
    return new LabError(
      'no-capabilities',
      `This PC lets programs make user namespaces but gives them no rights inside (${message}).`,
      'Run `tcp-lab doctor`: it says what to type.',
    );
  return new LabError('network-refused', `The lab network could not be built: ${message}.`, 'Run `tcp-lab doctor`.');
}
