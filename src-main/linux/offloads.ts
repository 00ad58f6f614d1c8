import { addressOf, check, libc } from './libc.ts';

const SIOCETHTOOL = 0x8946;
const [AF_INET, SOCK_DGRAM, SOCK_CLOEXEC] = [2, 2, 0o2000000];
/** include/uapi/linux/ethtool.h: checksums, scatter-gather, TCP and generic segmentation, generic receive offload. */
const SETTERS = [
  ['ETHTOOL_STXCSUM', 0x17],
  ['ETHTOOL_SRXCSUM', 0x15],
  ['ETHTOOL_SSG', 0x19],
  ['ETHTOOL_STSO', 0x1f],
  ['ETHTOOL_SGSO', 0x24],
  ['ETHTOOL_SGRO', 0x2c],
] as const;

/**
 * Turns every offload of an interface off, so that each frame on the wire is one segment with a true checksum.
 * The calling thread must be in the interface's namespace. Throws KernelError.
 */
export function disableOffloads(interfaceName: string): void {
  const fd = check(libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), 'socket');
  // One buffer for struct ifreq (40 bytes) and the struct ethtool_value it points at.
  const memory = new Uint8Array(128);
  const view = new DataView(memory.buffer);
  memory.set(new TextEncoder().encode(interfaceName).subarray(0, 15));
  view.setBigUint64(16, addressOf(memory) + 64n, true);
  try {
    for (const [name, command] of SETTERS) {
      view.setUint32(64, command, true);
      view.setUint32(68, 0, true);
      check(libc.ioctl(fd, SIOCETHTOOL, memory), `${name} ${interfaceName}`);
    }
  } finally {
    libc.close(fd);
  }
}
