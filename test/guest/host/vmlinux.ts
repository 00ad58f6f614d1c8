/** The kernel proper out of the file that a boot loader starts. */
import { spawnSync } from 'node:child_process';

/** Offsets in the image: the kernel's Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header". */
const SETUP_SECTORS = 0x1f1;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR_BYTES = 512;
/** Behind the payload stands its size when unpacked, which is not part of the compressed stream. */
const SIZE_BYTES = 4;

const UNPACKERS = [
  { magic: 'fd377a585a00', command: 'xz' },
  { magic: '28b52ffd', command: 'zstd' },
];

/**
 * The kernel as an ELF file, which QEMU starts directly (PVH). Otherwise the emulated CPU unpacks it at each start,
 * for as long again as the rest of the start takes. Undefined where this PC cannot unpack it.
 */
export function vmlinuxOf(image: Buffer): Buffer | undefined {
  const start = ((image[SETUP_SECTORS] ?? 0) + 1) * SECTOR_BYTES + image.readUInt32LE(PAYLOAD_OFFSET);
  const payload = image.subarray(start, start + image.readUInt32LE(PAYLOAD_LENGTH) - SIZE_BYTES);
  const unpacker = UNPACKERS.find(({ magic }) => payload.toString('hex', 0, magic.length / 2) === magic);
  if (unpacker === undefined) return undefined;
  const unpacked = spawnSync(unpacker.command, ['--decompress', '--stdout'], { input: payload, maxBuffer: 2 ** 30 });
  return unpacked.status === 0 ? unpacked.stdout : undefined;
}
