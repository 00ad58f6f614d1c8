/** Recorded runs: one of each lesson that comes with the lab, and recordings of a person's own. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Lesson } from '../common/lesson/lesson.ts';
import { LabError } from '../common/protocol/errors.ts';
import type { Event } from '../common/protocol/events.ts';
import type { Language } from '../common/protocol/messages.ts';
import { loadRecording } from '../common/recording/load.ts';
import { retell } from '../common/recording/retell.ts';

export const REFERENCE_FOLDER = fileURLToPath(new URL('../../resources/reference', import.meta.url));

/** A longer session than the app keeps; a made-up file may unpack to anything. */
const MOST_BYTES = 256 << 20;
const GZIP = Buffer.from([0x1f, 0x8b]);

const fileOf = (lesson: string): string => path.join(REFERENCE_FOLDER, `${lesson}.ndjson.gz`);

export const hasReferenceRun = (lesson: string): boolean => existsSync(fileOf(lesson));

/** How the lesson is expected to go, told in that language. Throws a LabError. */
export function referenceRun(lesson: Lesson, lang: Language): Event[] {
  if (!hasReferenceRun(lesson.id))
    throw new LabError('no-reference', `There is no recorded run of the lesson "${lesson.id}".`);
  return retell(lesson, readRecording(fileOf(lesson.id)), lang);
}

/** One event a line, packed by gzip or not. Throws a LabError, or Node's own error where the file cannot be read. */
export function readRecording(file: string): Event[] {
  const loaded = loadRecording(unpacked(readFileSync(file)));
  if ('events' in loaded) return loaded.events;
  const { line, message } = loaded.problem;
  throw new LabError('bad-recording', `This is no recording of the lab (line ${line}): ${message}`);
}

function unpacked(bytes: Buffer): string {
  if (!bytes.subarray(0, GZIP.length).equals(GZIP)) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch {
    throw new LabError('bad-recording', 'This is no recording of the lab: it cannot be unpacked.');
  }
}
