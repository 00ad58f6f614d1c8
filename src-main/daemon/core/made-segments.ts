/** Segments of the lab's own making, as whole frames of the wire. */
import type { Family } from '../../common/protocol/requests.ts';
import { parseIpv4, parseIpv6, parseMac } from '../../common/wire/addresses.ts';
import { putU16, putU32 } from '../../common/wire/big-endian.ts';
import { addWords, checksumOf, pseudoHeaderSum } from '../../common/wire/checksum.ts';
import { ETHERNET_HEADER, ETHERTYPE } from '../../common/wire/ethernet.ts';
import { encodeFrame, type Frame } from '../../common/wire/frame.ts';
import { IPV4_HEADER, IPV4_OFFSET } from '../../common/wire/ipv4.ts';
import { IPV6_HEADER, IPV6_OFFSET } from '../../common/wire/ipv6.ts';
import { PROTOCOL } from '../../common/wire/protocols.ts';
import { TCP_HEADER, TCP_OFFSET } from '../../common/wire/tcp.ts';
import { encodeTcpOptions } from '../../common/wire/tcp-options.ts';
import type { TcpOption } from '../../common/protocol/events.ts';
import { addressOf } from '../../linux/libc.ts';
import { BATCH } from '../../linux/packet-socket.ts';
import { ADDRESSES } from '../lab-addresses.ts';
import { RST, SYN } from './flows.ts';
import { STRANGERS } from './strangers.ts';

const NONE = new Uint8Array();
const WINDOW = 64240;
const TTL = 64;

interface Parts {
  src: Uint8Array;
  dst: Uint8Array;
  srcPort: number;
  dstPort: number;
  seq: number;
  flags: number;
  options: TcpOption[];
}

/** A segment to the server without payload and, but for that of IPv4, without checksums. */
function toServer({ src, dst, srcPort, dstPort, seq, flags, options }: Parts): Uint8Array {
  const headerLength = TCP_HEADER + encodeTcpOptions({ list: options, rest: NONE, failure: null }).length;
  const ends = { src, dst, protocol: PROTOCOL.tcp, trafficClass: 0 };
  const [client, server] = [parseMac(ADDRESSES.client.mac)!, parseMac(ADDRESSES.server.mac)!];
  const isIpv4 = src.length === 4;
  const ipv4 = {
    identification: 0,
    flags: 2,
    fragmentOffset: 0,
    ttl: TTL,
    checksum: 0,
    checksumOk: true,
    options: NONE,
  };
  const ipv6 = { flowLabel: 0, nextHeader: PROTOCOL.tcp, hopLimit: TTL, extensions: [] };
  const frame: Frame = {
    ethernet: { dst: server, src: client, type: isIpv4 ? ETHERTYPE.ipv4 : ETHERTYPE.ipv6 },
    network: isIpv4
      ? { kind: 'ipv4', ...ends, ...ipv4, totalLength: IPV4_HEADER + headerLength }
      : { kind: 'ipv6', ...ends, ...ipv6, payloadLength: headerLength },
    transport: {
      ...{ kind: 'tcp', srcPort, dstPort, seq, ack: 0, headerLength, reserved: 0, flags, window: WINDOW, urgent: 0 },
      ...{ checksum: 0, checksumOk: true, options: { list: options, rest: NONE, failure: null } },
    } as Frame['transport'],
    payload: NONE,
    trailer: NONE,
    failure: null,
  };
  return encodeFrame(frame);
}

/** Where the parts of a frame are, and the running sums of its checksums. */
interface Sums {
  tcp: number;
  srcOffset: number;
  ipv4: number;
  tcpSum: number;
}

function sumsOf(frame: Uint8Array, src: Uint8Array, dst: Uint8Array): Sums {
  const isIpv4 = src.length === 4;
  const tcp = ETHERNET_HEADER + (isIpv4 ? IPV4_HEADER : IPV6_HEADER);
  return {
    tcp,
    srcOffset: ETHERNET_HEADER + (isIpv4 ? IPV4_OFFSET.src : IPV6_OFFSET.src),
    ipv4: isIpv4 ? addWords(0, frame.subarray(ETHERNET_HEADER, tcp)) : 0,
    tcpSum: addWords(pseudoHeaderSum(src, dst, PROTOCOL.tcp, frame.length - tcp), frame.subarray(tcp)),
  };
}

/** The reset by which a connection that is given up would have ended, had its client said so. */
export function resetToServer(parts: Omit<Parts, 'flags' | 'options'>): Uint8Array {
  const frame = toServer({ ...parts, flags: RST, options: [] });
  const { tcp, ipv4, tcpSum } = sumsOf(frame, parts.src, parts.dst);
  putU16(frame, tcp + TCP_OFFSET.checksum, checksumOf(tcpSum));
  if (parts.src.length === 4) putU16(frame, ETHERNET_HEADER + IPV4_OFFSET.checksum, checksumOf(ipv4));
  return frame;
}

/** As Linux sends them, but for timestamps. */
const SYN_OPTIONS = (family: Family): TcpOption[] => [
  { kind: 'mss', value: family === 'ipv4' ? 1460 : 1440 },
  { kind: 'nop' },
  { kind: 'window-scale', shift: 7 },
  { kind: 'nop' },
  { kind: 'nop' },
  { kind: 'sack-permitted' },
];

/** Room for a SYN, and to have its IP header start at a whole word, as in a PacketTap. */
const PLACE = 128;
const OFFSET = 2;
/** Odd, so that the addresses of 65536 SYNs in a row differ, and the ports when they come round again. */
const ADDRESS_STEP = 40503;
const PORT_STEP = 39663;
const SEQUENCE_STEP = 0x9e3779b1;
const [FIRST_PORT, PORTS] = [1024, 65536 - 1024];

/** A batch of SYNs from strangers to one port of the server. */
export class StrangersSyns {
  readonly data = new Uint8Array(BATCH * PLACE);
  readonly words = new Uint32Array(this.data.buffer);
  readonly length: number;
  readonly #address = Number(addressOf(this.data));
  readonly #sums: Sums;
  readonly #isIpv4: boolean;

  constructor(family: Family, port: number) {
    const src = STRANGERS[family].address;
    const dst = (family === 'ipv4' ? parseIpv4 : parseIpv6)(ADDRESSES.server[family])!;
    const options = SYN_OPTIONS(family);
    const frame = toServer({ src, dst, srcPort: 0, dstPort: port, seq: 0, flags: SYN, options });
    for (let place = 0; place < BATCH; place++) this.data.set(frame, this.offset(place));
    this.length = frame.length;
    this.#isIpv4 = family === 'ipv4';
    this.#sums = sumsOf(frame, src, dst);
  }

  offset(place: number): number {
    return place * PLACE + OFFSET;
  }

  address(place: number): number {
    return this.#address + this.offset(place);
  }

  /** Makes the one at this place the nth: no two of a lab have the same sender. */
  make(place: number, n: number): void {
    const { tcp, srcOffset, ipv4, tcpSum } = this.#sums;
    const [{ data }, at] = [this, this.offset(place)];
    const stranger = Math.imul(n, ADDRESS_STEP) & 0xffff;
    const port = FIRST_PORT + (((n >>> 16) * PORT_STEP + stranger) % PORTS);
    const seq = Math.imul(n, SEQUENCE_STEP) >>> 0;
    putU16(data, at + srcOffset + (this.#isIpv4 ? 2 : 14), stranger);
    putU16(data, at + tcp + TCP_OFFSET.srcPort, port);
    putU32(data, at + tcp + TCP_OFFSET.seq, seq);
    const sum = tcpSum + stranger + port + (seq >>> 16) + (seq & 0xffff);
    putU16(data, at + tcp + TCP_OFFSET.checksum, checksumOf(sum));
    if (this.#isIpv4) putU16(data, at + ETHERNET_HEADER + IPV4_OFFSET.checksum, checksumOf(ipv4 + stranger));
  }
}
