/** Sessions in files of one event a line, packed by gzip or not: what the app has saved, and what `run --json` prints. */
import { LabError } from '../../src-main/common/protocol/errors.ts';
import type { Event } from '../../src-main/common/protocol/events.ts';
import { sessionName } from '../../src-main/common/session/lines/csv.ts';
import type { Session } from '../../src-main/common/session/session.ts';
import { say } from './words.svelte.ts';

/** Longer than any session that the app keeps; a made-up file may unpack to anything. */
const MOST_BYTES = 256 << 20;
const GZIP = [0x1f, 0x8b];

export const sessionFileName = (session: Session): string => `${sessionName(session)}.ndjson.gz`;

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Throws LabError `bad-recording`, in the reader's language, where it is none. */
export async function eventsIn(file: Blob): Promise<Event[]> {
  const { loadRecording } = await import('../../src-main/common/recording/load.ts');
  const loaded = loadRecording(await textOf(file));
  if ('events' in loaded) return loaded.events;
  const { line } = loaded.problem;
  throw new LabError('bad-recording', say('recording.bad', { line: Math.max(1, line) }));
}

async function textOf(file: Blob): Promise<string> {
  const head = new Uint8Array(await file.slice(0, GZIP.length).arrayBuffer());
  const isPacked = GZIP.every((byte, i) => head[i] === byte);
  const stream = isPacked ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done && length <= MOST_BYTES; read = await reader.read()) {
      parts.push(read.value);
      length += read.value.length;
    }
  } catch {
    throw new LabError('bad-recording', say('recording.not-packed'));
  }
  if (length <= MOST_BYTES) return new Blob(parts).text();
  await reader.cancel();
  throw new LabError('bad-recording', say('recording.too-long'));
}
