/** The lab network: client (eth0) ↔ wire (c0 … s0) ↔ server (eth0), two veth pairs, nothing but TCP on them. */
import { LabError } from '../../common/protocol/errors.ts';
import type { Host } from '../../common/protocol/events.ts';
import { parseIpv6 } from '../../common/wire/addresses.ts';
import { IpError, ipBatch } from '../../linux/ip-batch.ts';
import { KernelError } from '../../linux/kernel-error.ts';
import { ADDRESSES } from '../lab-addresses.ts';
import { joinGroup, solicitedNodeGroup } from '../../linux/multicast.ts';
import { createNamespace, privateRun, within, type Namespace } from '../../linux/namespaces.ts';
import { disableOffloads } from '../../linux/offloads.ts';
import { readSysctl, writeSysctl } from '../../linux/sysctl.ts';

export interface LabNetwork {
  client: Namespace;
  wire: Namespace;
  server: Namespace;
}

/** A hash table of the namespaces' own (kernels ≥ 6.1): listing the lab's few sockets, as ss(8) does, need not walk the PC's whole table. */
const OWN_TABLE = 'net.ipv4.tcp_child_ehash_entries';
const OWN_TABLE_BUCKETS = 4096;

/**
 * No address of its own, no router and neighbour messages. MLDv1 reports a group at once, while the network is
 * built, and again after a time that is put off beyond any session; MLDv2 would report after the lab is ready.
 */
const QUIET_IPV6: readonly (readonly [string, number])[] = [
  ['addr_gen_mode', 1],
  ['accept_ra', 0],
  ['autoconf', 0],
  ['router_solicitations', 0],
  ['accept_dad', 0],
  ['dad_transmits', 0],
  ['force_mld_version', 1],
  ['mldv1_unsolicited_report_interval', 0x7fffffff],
];

function quiet(namespace: Namespace): void {
  within(namespace, () => {
    for (const [name, value] of QUIET_IPV6) writeSysctl(`net.ipv6.conf.default.${name}`, value);
    if (namespace.name === 'wire') writeSysctl('net.ipv6.conf.default.disable_ipv6', 1);
    else preferLossBasedCongestionControl();
  });
}

/** New namespaces inherit the PC's algorithm; experiments repeat only if every PC runs the same. */
function preferLossBasedCongestionControl(): void {
  const name = 'net.ipv4.tcp_congestion_control';
  if (readSysctl(name) !== 'cubic' && !writeSysctl(name, 'cubic')) writeSysctl(name, 'reno');
}

const hostLines = (host: Host, other: Host): string[] => [
  'link set lo up',
  'link set eth0 up',
  `addr add ${ADDRESSES[host].ipv4}/24 dev eth0`,
  `addr add ${ADDRESSES[host].ipv6}/64 dev eth0 nodad`,
  `neigh add ${ADDRESSES[other].ipv4} lladdr ${ADDRESSES[other].mac} dev eth0 nud permanent`,
  `neigh add ${ADDRESSES[other].ipv6} lladdr ${ADDRESSES[other].mac} dev eth0 nud permanent`,
];

const WIRE_LINES = [
  `link add c0 type veth peer name eth0 netns client address ${ADDRESSES.client.mac}`,
  `link add s0 type veth peer name eth0 netns server address ${ADDRESSES.server.mac}`,
  'link set lo up',
  'link set c0 up',
  'link set s0 up',
];

/**
 * A host joins its address's group at its leisure (addrconf_dad_work runs in a work queue), and on a busy PC the
 * report of that would come after the lab is ready. Joined by us, the group is reported here and now, and once.
 */
function joinOwnGroup(host: Host): void {
  const address = parseIpv6(ADDRESSES[host].ipv6);
  if (address) joinGroup('eth0', solicitedNodeGroup(address));
}

/**
 * Builds the network in this process's own user, mount and network namespaces. Throws LabError: `no-capabilities`
 * when the kernel grants the namespaces but no rights in them, `ip-missing`, `ip-refused`.
 */
export function buildLabNetwork(): LabNetwork {
  try {
    privateRun();
    writeSysctl(OWN_TABLE, OWN_TABLE_BUCKETS);
    const [client, wire, server] = [createNamespace('client'), createNamespace('wire'), createNamespace('server')];
    for (const namespace of [client, wire, server]) quiet(namespace);
    ipBatch('wire', WIRE_LINES);
    ipBatch('client', hostLines('client', 'server'));
    ipBatch('server', hostLines('server', 'client'));
    for (const [namespace, names] of [
      [client, ['eth0']],
      [server, ['eth0']],
      [wire, ['c0', 's0']],
    ] as const)
      within(namespace, () => names.forEach(disableOffloads));
    within(client, () => joinOwnGroup('client'));
    within(server, () => joinOwnGroup('server'));
    return { client, wire, server };
  } catch (error) {
    throw asLabError(error);
  }
}

function asLabError(error: unknown): unknown {
  if (error instanceof KernelError && (error.code === 'EPERM' || error.code === 'EACCES'))
    return new LabError(
      'no-capabilities',
      `This PC lets programs make user namespaces but gives them no rights inside (${error.message}).`,
      'Run `tcp-lab doctor`: it says what to type.',
    );
  if (error instanceof IpError && error.code === 'ip-missing')
    return new LabError(
      'ip-missing',
      'The program `ip` (package iproute2) is not on this PC.',
      'sudo apt install iproute2',
    );
  if (error instanceof IpError)
    return new LabError('ip-refused', `The lab network could not be built: ${error.message}`, 'Run `tcp-lab doctor`.');
  return error;
}
