/** The fields of a segment as its event tells them, for when its bytes are no longer kept: no place in any bytes. */
import type { Field } from '../../../src-main/common/wire/fields/field.ts';
import type { SegmentRow } from '../../../src-main/common/session/segment-table.ts';
import { tcpOptionsText } from '../../../src-main/common/wire/tcp-options.ts';

export function eventFields(segment: SegmentRow): Field[] {
  const { connection, from, flags } = segment;
  if (connection === null || flags === null) return [];
  const ends = [connection.client, connection.server];
  const [src = '', dst = ''] = from === 'client' ? ends : ends.reverse();
  const field = (id: string, value: string | number): Field => ({
    id: `tcp.${id}`,
    layer: 'tcp',
    at: 0,
    bits: 0,
    value: String(value),
  });
  return [
    field('src-end', src),
    field('dst-end', dst),
    field('seq', segment.seq),
    field('ack', segment.ack),
    field('flags', flags),
    field('window', segment.win),
    field('options', tcpOptionsText(segment.options)),
    field('length', segment.len),
  ].filter(({ value }) => value !== '');
}
