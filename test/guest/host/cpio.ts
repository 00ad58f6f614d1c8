/** Archives in cpio's "newc" format, the only one that the kernel unpacks as an initramfs (its buffer-format.rst). */

export interface ArchiveEntry {
  /** Without a leading slash. */
  name: string;
  /** Type and permissions, as in stat(2). */
  mode: number;
  data: Uint8Array;
}

const FOLDER = 0o040755;
const PROGRAM = 0o100755;
const TRAILER = 'TRAILER!!!';
/** Header fields behind the magic number, eight hexadecimal digits each. */
const FIELDS = { inode: 0, mode: 1, links: 4, size: 6, nameSize: 11, count: 13 };

export const folder = (name: string): ArchiveEntry => ({ name, mode: FOLDER, data: new Uint8Array() });
export const program = (name: string, data: Uint8Array): ArchiveEntry => ({ name, mode: PROGRAM, data });

/** A header with its name, and the data, each filled up to a multiple of 4 bytes. Owner and times are 0. */
function encodeEntry({ name, mode, data }: ArchiveEntry, inode: number): Buffer[] {
  const fields = new Array<number>(FIELDS.count).fill(0);
  fields[FIELDS.inode] = inode;
  fields[FIELDS.mode] = mode;
  fields[FIELDS.links] = 1;
  fields[FIELDS.size] = data.length;
  fields[FIELDS.nameSize] = Buffer.byteLength(name) + 1;
  const header = '070701' + fields.map((field) => field.toString(16).padStart(8, '0')).join('') + name + '\0';
  return [filled(Buffer.from(header)), filled(data)];
}

const filled = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

/** The archive of these entries, folders before what is in them. */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  const all = [...entries, { name: TRAILER, mode: 0, data: new Uint8Array() }];
  return Buffer.concat(all.flatMap((entry, index) => encodeEntry(entry, index + 1)));
}
