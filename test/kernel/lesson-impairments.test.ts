/** What a lesson has befall the frames of the wire, by the engine that this PC has. */
import { expect, test } from 'vitest';
import { PRESET_NAMES, PRESETS } from '../../src-main/common/impairment/presets.ts';
import type { Host, ImpairmentEvent, SegmentEvent } from '../../src-main/common/protocol/events.ts';
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import { Lab } from '../support/lab.ts';

/** Runs a lesson of these actions. */
function run(lab: Lab, ...actions: string[]): Promise<unknown> {
  const deeds = ['server: listen on 80 with backlog 4', ...actions].map((action) => `      - ${action}\n`);
  const text = `lesson: x
title: { en: X, zh-CN: X }
about: { en: X, zh-CN: X }
steps:
  - name: { en: X, zh-CN: X }
    do:
${deeds.join('')}expect:
  - counter: ListenDrops of server never ticks
`;
  const loaded = loadLesson(text);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return lab.client.request('run', { lesson: loaded.lesson, family: 'ipv4', lang: 'en', full: false });
}

const CONNECT = ['client: connect to 80', 'server: accept'];

/** What the engine said of a direction, in order. */
const told = (lab: Lab, from: Host): ImpairmentEvent['impairment'][] =>
  lab.events.flatMap((event) => (event.type === 'impairment' && event.from === from ? [event.impairment] : []));

test('a delay holds the frames of its direction until the lesson ends', async () => {
  await using lab = await Lab.open();
  await run(lab, 'wire: delay 50 ms from server', ...CONNECT);
  const [, synAck] = lab.segments();
  const waited = ({ t, deliveredAt }: SegmentEvent): number => (deliveredAt ?? Infinity) - t;
  expect(synAck && waited(synAck)).toBeGreaterThanOrEqual(0.049);
  expect(told(lab, 'client')).toEqual([]);
  expect(told(lab, 'server')).toMatchObject([{ delay: { time: 0.05 } }, null]);
});

test.each(PRESET_NAMES)('the preset %s befalls the frames that it names, with what follows', async (name) => {
  await using lab = await Lab.open();
  await run(lab, `wire: preset ${name}, rate 5 Mbit/s from server`, `wire: preset ${name} from client`);
  const preset = PRESETS[name];
  expect(told(lab, 'server')).toEqual([{ limit: 1000, ...preset, rate: 5e6 }, null]);
  expect(told(lab, 'client')).toEqual(preset ? [preset, null] : [null, null]);
});

test('one is put back to what was there before, when the lesson ends, fails or is stopped', async () => {
  await using lab = await Lab.open();
  const own = { delay: { time: 0.02 } };
  await lab.wire({ do: 'impair', from: 'server', impairment: own });
  await run(lab, 'wire: rate 10 Mbit/s, limit 50', ...CONNECT, 'client: close');
  await run(lab, 'wire: loss 100 % from client', 'client: connect to 80', 'wait: server is SYN_RECV within 50 ms');
  const stopped = run(lab, 'wire: delay 1 s from client', 'wait: 60 s');
  await lab.event((e) => e.type === 'impairment' && e.impairment?.delay?.time === 1);
  await lab.client.request('stop');
  await stopped;
  const rate = { rate: 10e6, limit: 50 };
  expect(told(lab, 'server')).toMatchObject([own, rate, own]);
  expect(told(lab, 'client')).toMatchObject([rate, null, { loss: { share: 1 } }, null, { delay: { time: 1 } }, null]);
});
