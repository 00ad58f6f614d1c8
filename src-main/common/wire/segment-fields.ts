/** From a decoded frame to what a SegmentEvent tells about it. */
import type { SegmentEvent } from '../protocol/events.ts';
import { addressText, endpoint } from './addresses.ts';
import type { Frame } from './frame.ts';
import { flagsText } from './tcp.ts';

export type SegmentFields = Pick<SegmentEvent, 'src' | 'dst' | 'flags' | 'seq' | 'ack' | 'win' | 'len' | 'options'>;

/**
 * Null when there is no TCP header to read. Wrong checksums and malformed options do not make it null: look at
 * `checksumOk` and `options.failure` of the headers. `len` of a fragment counts the bytes of this fragment.
 */
export function segmentFields(frame: Frame): SegmentFields | null {
  const { network, transport } = frame;
  if (network === null || network.kind === 'arp' || transport === null || transport.kind !== 'tcp') return null;
  return {
    src: endpoint(addressText(network.src), transport.srcPort),
    dst: endpoint(addressText(network.dst), transport.dstPort),
    flags: flagsText(transport.flags),
    seq: transport.seq,
    ack: transport.ack,
    win: transport.window,
    len: frame.payload.length,
    options: transport.options.list,
  };
}
