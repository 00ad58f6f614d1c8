/** struct tcp_info of include/uapi/linux/tcp.h in order; newer kernels append, older ones end sooner. Little-endian hosts. */
const U8 = ['state', 'ca_state', 'retransmits', 'probes', 'backoff', 'options', 'wscale', 'flags'];
const REST: readonly (readonly [width: 4 | 8, names: readonly string[]])[] = [
  [4, ['rto', 'ato', 'snd_mss', 'rcv_mss', 'unacked', 'sacked', 'lost', 'retrans', 'fackets']],
  [4, ['last_data_sent', 'last_ack_sent', 'last_data_recv', 'last_ack_recv', 'pmtu', 'rcv_ssthresh', 'rtt', 'rttvar']],
  [4, ['snd_ssthresh', 'snd_cwnd', 'advmss', 'reordering', 'rcv_rtt', 'rcv_space', 'total_retrans']],
  [8, ['pacing_rate', 'max_pacing_rate', 'bytes_acked', 'bytes_received']],
  [4, ['segs_out', 'segs_in', 'notsent_bytes', 'min_rtt', 'data_segs_in', 'data_segs_out']],
  [8, ['delivery_rate', 'busy_time', 'rwnd_limited', 'sndbuf_limited']],
  [4, ['delivered', 'delivered_ce']],
  [8, ['bytes_sent', 'bytes_retrans']],
  [4, ['dsack_dups', 'reord_seen', 'rcv_ooopack', 'snd_wnd', 'rcv_wnd', 'rehash']],
];

/**
 * The fields by name without `tcpi_` (tcp(7)). Times as the kernel has them: rto, ato, rtt, rttvar, min_rtt in
 * microseconds, last_* in milliseconds. Fields that the bytes do not reach are absent.
 */
export function decodeTcpInfo(bytes: Uint8Array): Record<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const info: Record<string, number> = {};
  if (bytes.length < U8.length) return info;
  U8.forEach((name, offset) => (info[name] = view.getUint8(offset)));
  let offset: number = U8.length;
  for (const [width, names] of REST) {
    for (const name of names) {
      if (offset + width > bytes.length) return info;
      const low = view.getUint32(offset, true);
      // Not as a BigInt: this is read up to some hundred times a second beside the wire.
      info[name] = width === 4 ? low : view.getUint32(offset + 4, true) * 2 ** 32 + low;
      offset += width;
    }
  }
  return info;
}
