/**
 * Requests of rtnetlink(7), as ip(8) makes them: interfaces, addresses and neighbours. Structures and numbers of
 * include/uapi/linux/{rtnetlink,if_link,if_addr,neighbour,veth}.h.
 */
import {
  attribute,
  message,
  uint32,
  NETLINK_HEADER,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REQUEST,
} from './message.ts';

const [RTM_NEWLINK, RTM_GETLINK, RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWNEIGH] = [16, 18, 20, 24, 28];
const CHANGE = NLM_F_REQUEST | NLM_F_ACK;
const ADD = CHANGE | NLM_F_CREATE | NLM_F_EXCL;

const AF_INET = 2;
const AF_INET6 = 10;
const IFF_UP = 1;
const IFF_RUNNING = 0x40;
const IFF_NOARP = 0x80;
const [IFLA_ADDRESS, IFLA_IFNAME, IFLA_LINKINFO, IFLA_NET_NS_FD] = [1, 3, 18, 28];
const [IFLA_INFO_KIND, IFLA_INFO_DATA] = [1, 2];
const VETH_INFO_PEER = 1;
const [IFA_ADDRESS, IFA_LOCAL] = [1, 2];
const IFA_F_NODAD = 2;
const RT_SCOPE_UNIVERSE = 0;
const [RTA_DST, RTA_OIF, RTA_GATEWAY] = [1, 4, 5];
const [RT_TABLE_MAIN, RTPROT_STATIC, RTN_UNICAST] = [254, 4, 1];
const [NDA_DST, NDA_LLADDR] = [1, 2];
const NUD_PERMANENT = 0x80;

const familyOf = (address: Uint8Array): number => (address.length === 4 ? AF_INET : AF_INET6);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** struct ifinfomsg; index 0 leaves the number to the kernel. */
function interfaceInfo(index: number, flags: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setInt32(4, index, true);
  view.setUint32(8, flags, true);
  // ifi_change: which of the flags are meant.
  view.setUint32(12, flags, true);
  return bytes;
}

/** One end of a veth pair (veth(4)) that is in another namespace than the request's socket. */
export interface FarEnd {
  name: string;
  /** Of an open namespace. */
  namespaceFd: number;
  mac: Uint8Array;
}

/** A veth pair. The near end is up at once; a far end can be only when there is a near one (veth_open). */
export function addVeth(name: string, far: FarEnd): Uint8Array {
  const peer = attribute(
    VETH_INFO_PEER,
    interfaceInfo(0, 0),
    attribute(IFLA_NET_NS_FD, uint32(far.namespaceFd)),
    attribute(IFLA_ADDRESS, far.mac),
    attribute(IFLA_IFNAME, text(`${far.name}\0`)),
  );
  const kind = attribute(IFLA_INFO_KIND, text('veth'));
  return message(
    RTM_NEWLINK,
    ADD,
    interfaceInfo(0, IFF_UP),
    attribute(IFLA_IFNAME, text(`${name}\0`)),
    attribute(IFLA_LINKINFO, kind, attribute(IFLA_INFO_DATA, peer)),
  );
}

export function setUp(index: number): Uint8Array {
  return message(RTM_NEWLINK, CHANGE, interfaceInfo(index, IFF_UP));
}

/**
 * An interface whose neighbours are all known beforehand: it neither asks nor answers (ARP, neighbour discovery), and
 * joins no group in which it could be asked (addrconf_join_solict), so it has none to report.
 */
export function setUpWithoutArp(index: number): Uint8Array {
  return message(RTM_NEWLINK, CHANGE, interfaceInfo(index, IFF_UP | IFF_NOARP));
}

/** Answered by the interface's own RTM_NEWLINK. */
export function getLink(index: number): Uint8Array {
  return message(RTM_GETLINK, NLM_F_REQUEST, interfaceInfo(index, 0));
}

/** Whether an RTM_NEWLINK says that the interface is running (netdevice(7)); false for any other message. */
export function decodeRunning(bytes: Uint8Array): boolean {
  if (bytes.length < NETLINK_HEADER + 16) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint16(4, true) === RTM_NEWLINK && (view.getUint32(NETLINK_HEADER + 8, true) & IFF_RUNNING) !== 0;
}

/** An IPv4 or IPv6 address that is valid at once: no duplicate address detection (RFC 4862 5.4). */
export function addAddress(index: number, address: Uint8Array, prefixLength: number): Uint8Array {
  const family = familyOf(address);
  // struct ifaddrmsg
  const flags = family === AF_INET6 ? IFA_F_NODAD : 0;
  const info = Uint8Array.of(family, prefixLength, flags, RT_SCOPE_UNIVERSE, ...uint32(index));
  return message(RTM_NEWADDR, ADD, info, attribute(IFA_LOCAL, address), attribute(IFA_ADDRESS, address));
}

/** A neighbour that is never asked for nor forgotten. */
export function addNeighbour(index: number, address: Uint8Array, mac: Uint8Array): Uint8Array {
  // struct ndmsg
  const info = new Uint8Array(12);
  const view = new DataView(info.buffer);
  view.setUint8(0, familyOf(address));
  view.setInt32(4, index, true);
  view.setUint16(8, NUD_PERMANENT, true);
  return message(RTM_NEWNEIGH, ADD, info, attribute(NDA_DST, address), attribute(NDA_LLADDR, mac));
}

/** The way to a network leads through a neighbour. */
export function addRoute(index: number, network: Uint8Array, prefixLength: number, gateway: Uint8Array): Uint8Array {
  // struct rtmsg, without its flags
  const kind = [RT_TABLE_MAIN, RTPROT_STATIC, RT_SCOPE_UNIVERSE, RTN_UNICAST];
  const info = Uint8Array.of(familyOf(network), prefixLength, 0, 0, ...kind, ...uint32(0));
  const way = [attribute(RTA_OIF, uint32(index)), attribute(RTA_GATEWAY, gateway)];
  return message(RTM_NEWROUTE, ADD, info, attribute(RTA_DST, network), ...way);
}
