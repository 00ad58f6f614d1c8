/**
 * Messages of netlink(7) as bytes: struct nlmsghdr and, inside, struct nlattr, each padded to four bytes
 * (NLMSG_ALIGN, NLA_ALIGN of include/uapi/linux/netlink.h). Little-endian hosts.
 */

export const NETLINK_HEADER = 16;
const ATTRIBUTE_HEADER = 4;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

export const NLM_F_REQUEST = 1;
export const NLM_F_ACK = 4;
export const NLM_F_EXCL = 0x200;
export const NLM_F_DUMP = 0x300;
export const NLM_F_CREATE = 0x400;
/** Of an answer: the request that it answers is cut to its header; attributes follow. */
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;

const NLMSGERR_ATTR_MSG = 1;
/** The two bits above are NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const NLA_TYPE_MASK = 0x3fff;

const aligned = (length: number): number => (length + 3) & ~3;
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
};

/** An attribute, padded. One that nests others has those as its payload, one after the other. */
export function attribute(type: number, ...payload: readonly Uint8Array[]): Uint8Array {
  const length = payload.reduce((sum, part) => sum + part.length, ATTRIBUTE_HEADER);
  const bytes = new Uint8Array(aligned(length));
  const view = viewOf(bytes);
  view.setUint16(0, length, true);
  view.setUint16(2, type, true);
  let offset = ATTRIBUTE_HEADER;
  for (const part of payload) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** A message of padded parts, its sequence number 0. */
export function message(type: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, NETLINK_HEADER));
  const view = viewOf(bytes);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  let offset = NETLINK_HEADER;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** What the kernel says to one request. */
export interface Answer {
  /** 0 when it was done. */
  errno: number;
  /** NETLINK_EXT_ACK's words; empty when there are none. */
  text: string;
}

/** Reads struct nlmsgerr; null for any other message and for bytes that end too early. */
export function decodeAnswer(bytes: Uint8Array): Answer | null {
  if (bytes.length < NETLINK_HEADER + 4 + NETLINK_HEADER) return null;
  const view = viewOf(bytes);
  if (view.getUint16(4, true) !== NLMSG_ERROR) return null;
  const flags = view.getUint16(6, true);
  const request = flags & NLM_F_CAPPED ? NETLINK_HEADER : view.getUint32(NETLINK_HEADER + 4, true);
  const said =
    flags & NLM_F_ACK_TLVS ? findAttribute(bytes, NETLINK_HEADER + 4 + aligned(request), NLMSGERR_ATTR_MSG) : null;
  return {
    errno: 0 - view.getInt32(NETLINK_HEADER, true),
    text: said ? new TextDecoder().decode(said).replace(/\0.*$/s, '') : '',
  };
}

/** The payload of the first attribute of that type, from `offset` on; null when the bytes make no sense before it. */
export function findAttribute(bytes: Uint8Array, offset: number, type: number): Uint8Array | null {
  const view = viewOf(bytes);
  while (offset >= 0 && offset + ATTRIBUTE_HEADER <= bytes.length) {
    const length = view.getUint16(offset, true);
    if (length < ATTRIBUTE_HEADER || offset + length > bytes.length) return null;
    if ((view.getUint16(offset + 2, true) & NLA_TYPE_MASK) === type)
      return bytes.subarray(offset + ATTRIBUTE_HEADER, offset + length);
    offset += aligned(length);
  }
  return null;
}
