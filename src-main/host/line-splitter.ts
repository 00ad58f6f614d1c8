/** Cuts a byte stream into lines. Bytes are joined before they are decoded: a chunk may end inside a character. */

const NEWLINE = 0x0a;
/** A full dump of a lab is some MB; a line that never ends must not fill the memory. */
export const MAX_LINE_BYTES = 64 << 20;

export class LineSplitter {
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;

  /** The complete lines that this chunk ends, without their newline. Throws RangeError on a line without end. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.take(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) {
      this.pending.push(chunk.subarray(start));
      this.pendingBytes += chunk.length - start;
      if (this.pendingBytes > MAX_LINE_BYTES) throw new RangeError('line too long');
    }
    return lines;
  }

  /** What came after the last newline. */
  rest(): string {
    return this.take(new Uint8Array(0));
  }

  private take(last: Uint8Array): string {
    const bytes = this.pending.length === 0 ? last : Buffer.concat([...this.pending, last]);
    this.pending = [];
    this.pendingBytes = 0;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  }
}
