/** The session of a lab as a file: what `show` and the app show as a recorded run (readRecording). */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { PackedSession } from '../../common/protocol/app.ts';
import type { Event } from '../../common/protocol/events.ts';

const packed = promisify(gzip);

export async function packedSession(events: readonly Event[]): Promise<PackedSession> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  return { gzip: (await packed(lines.join(''))).toString('base64') };
}
