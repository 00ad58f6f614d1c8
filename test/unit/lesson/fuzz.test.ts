import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLesson } from '../../../src-main/common/lesson/load.ts';
import type { Problem } from '../../../src-main/common/lesson/lesson.ts';
import { mutate, randomSource } from './mutations.ts';

const COUNT = Number(process.env['FUZZ_LESSONS'] ?? 10_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** About ten times what a load takes. */
const LIMIT_MS = 10_000 + COUNT * 30;

const FOLDER = new URL('../../../resources/lessons/', import.meta.url);
const SOURCES = [
  ...readdirSync(FOLDER).map((name) => readFileSync(new URL(name, FOLDER), 'utf8')),
  // A lesson with sentences that those have not.
  `lesson: x
title: { en: X, zh-CN: X }
about: { en: X, zh-CN: X }
steps:
  - name: { en: X, zh-CN: X }
    do:
      - server: listen on 80 with backlog 4 and TCP_DEFER_ACCEPT 5
      - client: connect to 80 from port 40000 with TCP_QUICKACK 0 and TCP_MAXSEG 500
      - client: option TCP_NODELAY 1
      - wire: delay 50 ms jitter 5 ms, loss 5 % correlation 25 %, rate 1 Mbit/s, limit 20 from client seed 7
      - wire: no impairment
      - crowd: 12 clients of port 80, third segment held, 20 a second
      - crowd: let go
      - flood: 2000 SYNs a second for 3 s to port 80
      - flood: stop
      - wait: server accept queue of port 80 holds at least 5 within 30 s
      - wait: 2nd SYN,ACK from server within 500 ms
      - wait: ListenDrops of server ticks 3 times
      - wait: client connect fails
expect:
  - count: at least 2 retransmissions from client in step 1
  - gaps: data segments from server 200, 400, 800 ms
    if: client has no tcp_syn_linear_timeouts
  - number: len of 2nd PSH,ACK from client = 5
  - refused: no segments on connection 1
  - error: client connect ECONNREFUSED
  - ends: client is CLOSED
`,
];

it(`${COUNT} damaged lessons load or are refused with a place, and none throws`, { timeout: LIMIT_MS }, () => {
  const random = randomSource(SEED);
  let lessons = 0;
  for (let i = 0; i < COUNT; i++) {
    const text = mutate(SOURCES[i % SOURCES.length] ?? '', random);
    const loaded = load(text);
    if ('lesson' in loaded) lessons += 1;
    const fault = 'fault' in loaded ? loaded.fault : 'problems' in loaded ? faultIn(loaded.problems) : undefined;
    if (fault !== undefined) expect.fail(`${fault}, damaged lesson ${i} of seed ${SEED}: ${JSON.stringify(text)}`);
  }
  // Not all alike: some damage is harmless, most is found.
  expect(lessons).toBeGreaterThan(0);
  expect(lessons).toBeLessThan(COUNT / 2);
});

function load(text: string): ReturnType<typeof loadLesson> | { fault: string } {
  try {
    return loadLesson(text);
  } catch (error) {
    return { fault: `thrown: ${String(error)}` };
  }
}

function faultIn(problems: readonly Problem[]): string | undefined {
  if (problems.length === 0) return 'neither lesson nor problem';
  if (problems.some(isMisplaced)) return 'a problem without a place';
  if (problems.some(({ line }, i) => line < (problems[i - 1]?.line ?? 1))) return 'problems out of order';
  // The loader's net for what it did not foresee: nothing here may need it.
  return problems.find(({ message }) => message.startsWith('The file cannot be read'))?.message;
}

function isMisplaced({ line, column, message }: Problem): boolean {
  return !(line >= 1 && column >= 1 && message !== '');
}
