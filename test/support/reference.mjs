/**
 * Records the reference runs of the shipped lessons, or of those that are named, into resources/reference:
 *
 *     npm run reference -- three-way-handshake
 *
 * What is of this PC alone is left out: the names that its distribution gives the kernel, and of its clock all but the day.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDER = path.join(ROOT, 'resources/reference');
/** Where the built-in engine's random numbers begin. */
const SEED = '1';
const LOTS = 64 << 20;
/** In seconds. */
const DAY = 86_400;

const shipped = readdirSync(path.join(ROOT, 'resources/lessons')).map((file) => file.replace('.yaml', ''));
const named = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
for (const lesson of named.length > 0 ? named : shipped) record(lesson);

function record(lesson) {
  const args = ['build/main/cli.js', 'run', lesson, '--json', '--lang', 'en', '--seed', SEED];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: LOTS,
  });
  if (status !== 0) throw new Error(`${lesson} did not go as expected (exit status ${status}).\n${stderr}`);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify(withoutThisPc(JSON.parse(line))));
  const packed = gzipSync(lines.map((line) => `${line}\n`).join(''), { level: 9 });
  writeFileSync(path.join(FOLDER, `${lesson}.ndjson.gz`), packed);
  console.log(`${lesson}: ${lines.length} events, ${packed.length} bytes`);
}

function withoutThisPc(event) {
  if (event.type !== 'lab') return event;
  const [kernel] = /^\d+(\.\d+)*/.exec(event.kernel) ?? [''];
  return { ...event, kernel, startedAt: Math.floor(event.startedAt / DAY) * DAY };
}
