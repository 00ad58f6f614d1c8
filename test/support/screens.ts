/** Every screen of the page, one after the other in one page, with recorded sessions: to be judged and to be looked at. */
import type { Browser } from 'playwright-core';
import type { AppRequest, LessonSummary, ScoreList } from '../../src-main/common/protocol/app.ts';
import type { Event, SegmentEvent, StateEvent } from '../../src-main/common/protocol/events.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import type { SettingsChange, Theme } from '../../src-main/common/protocol/settings.ts';
import { loadLesson } from '../../src-main/common/lesson/load.ts';
import { toHex } from '../../src-main/common/wire/hex.ts';
import { examined } from './diagnosis.ts';
import { lessonPath, readLesson } from '../../src-main/host/lesson-files.ts';
import { crowdsAt, floodAt } from './crowd-events.ts';
import { ends, state } from './endpoint-events.ts';
import { knobList, turned } from './knob-events.ts';
import { queueIsFull, waitsBefore, waitsForKernels } from './lesson-moments.ts';
import { queueStory } from './queue-story.ts';
import { shippedLessons } from './lessons.ts';
import { roomOf } from './room-status.ts';
import { recordedRun } from './recorded-run.ts';
import { openPage, type PlayedHost } from './page.ts';
import { referenceEvents } from './reference-events.ts';
import { scoreOf } from './scores.ts';
import { lanes } from './timer-events.ts';
import { tcpFrame } from '../unit/wire/build-frame.ts';

export interface Look {
  theme: Theme;
  language: Language;
  width?: number;
  height?: number;
}

export const LOOKS: Look[] = (['light', 'dark', 'projector'] as const).flatMap((theme) =>
  (['en', 'zh-CN'] as const).map((language) => ({ theme, language })),
);

/** Goes through the screens; `visit` is called at each, with its name. */
export async function visitScreens(
  browser: Browser,
  look: Look,
  visit: (name: string, host: PlayedHost) => Promise<void>,
): Promise<void> {
  const settings: SettingsChange = { theme: look.theme, language: look.language };
  const host = await openPage(
    browser,
    { ...look, settings, lessons: [...shippedLessons(), ...ownLessons()], hello: { scores: SCORES } },
    answer,
  );
  const { page } = host;
  const key = (name: string): Promise<void> => page.keyboard.press(name);
  const menu = (command: 'settings' | 'doctor' | 'room-check' | 'keys' | 'welcome'): Promise<void> =>
    host.push({ kind: 'menu', command });
  const tab = (name: string): Promise<void> => page.locator(`[data-tab="${name}"]`).click();

  await page.locator('main h3').first().waitFor();
  await visit('empty', host);

  await host.play(referenceEvents('three-way-handshake', look.language));
  await page.locator('.tally').waitFor();
  await visit('handshake', host);
  await page.locator('[data-coach="client"] .why button').first().click();
  await page.locator('[data-byte]').first().waitFor();
  await visit('segment', host);
  await key('Escape');
  await key('v');
  await visit('handshake, text folded', host);
  await key('s');
  await key('n');
  await visit('to scale, absolute numbers', host);
  await key('s');
  await key('n');
  for (const column of ['1', '2'] as const) {
    await key(column);
    await visit(`column ${column}`, host);
    await key(column);
  }
  for (const toggle of await page.locator('.hands .toggle').all()) await toggle.click();
  await visit('more calls', host);
  for (const toggle of await page.locator('.hands .toggle').all()) await toggle.click();
  await key('v');
  await page.locator('[data-coach="lessons"] button').first().click();
  await visit('lessons', host);
  await page.locator('li.lesson').last().scrollIntoViewIfNeeded();
  await visit('lessons, own', host);
  await key('Escape');

  await page.locator('.bar .page button').first().click();
  await visit('view', host);
  await key('Escape');

  for (let i = 0; i < 12; i++) await key('ArrowLeft');
  if (!(await page.locator('[role="tabpanel"]').isVisible())) await key('d');
  await page.getByRole('grid').waitFor();
  await visit('past, segments', host);
  await tab('calls');
  await visit('past, calls', host);
  await key('l');
  await host.push({ kind: 'events', lab: 1, events: COUNTERS });
  await tab('counters');
  await visit('counters', host);
  await host.push({ kind: 'events', lab: 1, events: lanes() });
  await tab('timers');
  await page.getByRole('option').first().waitFor();
  await visit('timers', host);
  await host.push({ kind: 'events', lab: 1, events: WIRE });
  await tab('wire');
  await page.locator('.panel form input').first().fill('drop 2nd SYM from server');
  await key('Enter');
  await page.locator('mark').waitFor();
  await visit('wire', host);
  await page.locator('[aria-controls$="-all"]').click();
  await page.locator('.panel select').last().selectOption('gilbert-elliott');
  await page.locator('.panel form input[max="100000"]').last().fill('0');
  await page.locator('.panel [type="submit"]').last().click();
  await page.locator('.panel .problem[role="alert"]').last().waitFor();
  await visit('wire, all settings', host);
  await host.push({ kind: 'events', lab: 1, events: [...crowdsAt(100.5), floodAt(100.6, 3.2)] });
  await tab('crowds');
  await visit('crowds', host);
  await host.push({ kind: 'events', lab: 1, events: KNOBS });
  await tab('knobs');
  await page.locator('.knob.changed').first().waitFor();
  await page.locator('.knob input').first().fill('many');
  await key('Enter');
  await page.locator('.problem[role="alert"]:visible').waitFor();
  await visit('knobs', host);
  await key('Escape');
  await host.push({ kind: 'events', lab: 1, events: WIRE_RUNS });
  await tab('terminal-client');
  await page.locator('.xterm-rows').waitFor();
  await host.push({ kind: 'terminal-output', terminal: 1, data: SHELL });
  await page.getByText('SYN-RECV').waitFor();
  await visit('terminal', host);
  await tab('segments');
  await key('d');

  await page.locator('.tally').click();
  await page.getByRole('dialog').waitFor();
  await visit('results', host);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(All scores|全部成绩)$/ })
    .click();
  await page.locator('dialog tbody button').nth(1).click();
  await visit('scores', host);
  await page.locator('dialog .hands button').last().click();
  await page.getByRole('alertdialog').waitFor();
  await visit('scores, to be cleared', host);
  await key('Escape');
  for (const sheet of ['settings', 'keys', 'doctor'] as const) {
    await menu(sheet);
    if (sheet === 'doctor') await page.locator('dialog pre').first().waitFor();
    else await page.getByRole('dialog').waitFor();
    await visit(sheet, host);
  }
  await menu('room-check');
  await host.push({ kind: 'room-check', room: roomOf(2, 'running') });
  await page.locator('tr.now').waitFor();
  await visit('room check', host);
  await key('Escape');
  await visit('room check behind', host);
  await menu('room-check');
  await host.push({ kind: 'room-check', room: roomOf(4, 'done') });
  await page.locator('tr.now').waitFor({ state: 'detached' });
  await visit('room check, done', host);
  await key('Escape');

  await key('m');
  await page.getByRole('textbox').waitFor();
  await visit('editor', host);
  await page.getByRole('textbox').press('Control+Home');
  await page.getByRole('textbox').pressSequentially('titel: x');
  await page.locator('dialog ol button').first().waitFor();
  await visit('editor, with problems', host);
  await key('Escape');

  await menu('welcome');
  for (let step = 1; step <= 5; step++) {
    await visit(`welcome ${step}`, host);
    await page.locator('.card .next').click();
  }

  await host.play(queueStory(), 2);
  await tab('lines');
  await page.locator('canvas').nth(2).waitFor();
  await visit('over time', host);
  await page.locator('.panel [popovertarget], .panel [aria-haspopup]').first().click();
  await visit('over time, lines to choose', host);
  await key('Escape');
  await page.getByRole('slider').first().focus();
  for (let i = 0; i < 40; i++) await key('ArrowLeft');
  await page.locator('.panel input[value="table"]').press('Space');
  await page.getByRole('table').waitFor();
  await visit('past, over time as a table', host);
  await key('l');
  await host.play(referenceEvents('initial-sequence-numbers', look.language), 3);
  await tab('pictures');
  await page.locator('.plots [role="slider"]').nth(1).focus();
  await visit('picture of ISNs', host);
  await page.locator('.panel input[value="table"]').press('Space');
  await page.getByRole('grid').waitFor();
  await visit('ISNs as a table', host);
  await host.play(referenceEvents('backlog-tuning', look.language), 4);
  await page.locator('.panel input[value="backlog"]').press('Space');
  await page.getByRole('row').nth(3).waitFor();
  await visit('queues as a table', host);
  await page.locator('.panel input[value="picture"]').press('Space');
  await page.locator('.queues .refused').first().waitFor();
  await visit('picture of queues', host);
  await host.play(referenceEvents('loss-and-recovery', look.language), 5);
  await page.locator('.panel input[value="cwnd"]').press('Space');
  await page.locator('.plots [role="slider"]').focus();
  await visit('picture of the congestion window', host);
  await page.locator('.panel input[value="table"]').press('Space');
  await page.getByRole('grid').waitFor();
  await visit('congestion window as a table', host);

  await key('d');
  await host.play(queueIsFull('accept-queue', look.language), 6);
  await page.locator('.guide').waitFor();
  await visit('queue full', host);
  await host.play(waitsBefore('four-way-close', 2, look.language), 7);
  await page.locator('.guide .keys').waitFor();
  await visit('guide, waits for a person', host);
  await host.play(waitsForKernels('syn-ack-retransmission', 3, look.language), 8);
  await page.locator('.guide .left').waitFor();
  await visit('guide, waits for the kernels', host);
  await host.play(referenceEvents('syn-ack-retransmission', look.language), 9);
  await page.locator('.left-out').scrollIntoViewIfNeeded();
  await visit('guide, a part left out', host);
  await host.play(askedIn(look.language), 10);
  await page.locator('.choices').waitFor();
  await visit('guide, a question', host);
  await key('v');
  await page.locator('.middle .choices').waitFor();
  await visit('a question, text folded', host);
  await key('v');
  const [notes] = await Promise.all([page.waitForEvent('popup'), key('j')]);
  await notes.locator('.choices').waitFor();
  await visit('notes', { ...host, page: notes });
  await notes.close();

  await host.push({ kind: 'lab', status: { number: 1, state: 'ended', error: ENDED } });
  await page.getByRole('alert').waitFor();
  await visit('ended', host);
  await key('f');
  await page.getByRole('alert').nth(1).waitFor();
  await visit('refused', host);

  await page.locator('[data-coach="lessons"] button').first().click();
  await page.locator('li.lesson').nth(2).getByRole('button').nth(1).click();
  await page.locator('.findings').waitFor();
  await visit('recorded', host);
  await tab('knobs');
  await page.locator('.away').waitFor();
  await visit('recorded, without a lab', host);
  await host.end(GONE);
  await visit('host gone', host);
  await host.close();

  const none = await openPage(
    browser,
    { ...look, settings, lessons: shippedLessons(), hello: { lab: { number: 1, state: 'ended', error: NO_LAB } } },
    answer,
  );
  await none.page.locator('dialog pre').first().waitFor();
  await visit('no lab, doctor', none);
  await none.page.keyboard.press('Escape');
  await visit('no lab', none);
  await none.close();
}

/** In the person's folder: one that is right, and one that is not. */
function ownLessons(): LessonSummary[] {
  const loaded = loadLesson('lesson: my-close\ntitel: My own close\n');
  const problem = 'problems' in loaded ? (loaded.problems[0] ?? null) : null;
  const [right] = shippedLessons();
  if (!right) return [];
  const [title, about] = [
    { en: 'my-close', 'zh-CN': 'my-close' },
    { en: '', 'zh-CN': '' },
  ];
  return [
    { ...right, id: 'my-handshake', own: true },
    { ...right, id: 'my-close', own: true, title, about, steps: [], problem },
  ];
}

/** A lesson that waits for an answer. */
function askedIn(language: Language): Event[] {
  const steps = shippedLessons().find(({ id }) => id === 'half-close')?.steps ?? [];
  const [, step] = steps;
  const ask = step?.predict[0]?.ask[language] ?? '';
  const choices = ['FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSED'];
  return [
    ...referenceEvents('half-close', language).slice(0, 1),
    { type: 'step', t: 0.5, name: step?.name[language] ?? '', number: 2 },
    { type: 'question', t: 0.5, question: 1, step: 2, ask, choices, waits: true },
  ];
}

const SCORES: ScoreList = {
  scores: [
    scoreOf('three-way-handshake', [2, 2]),
    scoreOf('what-the-handshake-proves', [1, 3]),
    { ...scoreOf('four-way-close', [1, 2]), missed: 2 },
    scoreOf('syn-flood', [0, 0]),
  ],
  trouble: null,
};
const SYN_ACK = tcpFrame({ flags: 0x12, tcpOptions: [2, 4, 5, 180, 1, 3, 3, 7] });
const COUNTERS: Event[] = [
  { type: 'counter', t: 0.2, host: 'server', name: 'TcpExtListenDrops', delta: 1 },
  { type: 'counter', t: 0.2, host: 'server', name: 'TcpExtListenOverflows', delta: 1 },
  { type: 'counter', t: 0.3, host: 'client', name: 'TcpRetransSegs', delta: 2 },
];
const STAY: Omit<SegmentEvent, 'id' | 't' | 'from' | 'flags'> = {
  type: 'segment',
  src: '10.0.0.1:40404',
  dst: '10.0.0.2:80',
  win: 502,
  seq: 1,
  ack: 1,
  len: 0,
  options: [],
  deliveredAt: null,
  fate: 'held',
};
const timer = (name: string, remaining: number): Partial<StateEvent> => ({ timer: { name, remaining } });
/** A wire that is stopped, with rules and impairments, and what waits at it. */
const WIRE: Event[] = [
  { type: 'rule', t: 100, rule: 1, text: 'drop 2nd SYN,ACK from server', hits: 1, state: 'over' },
  {
    type: 'rule',
    t: 100,
    rule: 2,
    text: 'hold FIN from client until 1st retransmission from server',
    hits: 1,
    state: 'on',
  },
  {
    type: 'impairment',
    t: 100,
    from: 'client',
    engine: 'built-in',
    impairment: {
      delay: { time: 0.04, jitter: 0.015, correlation: 0, distribution: 'normal' },
      loss: { model: 'random', share: 0.005, correlation: 0 },
      rate: 20e6,
      limit: 1000,
    },
  },
  {
    type: 'link',
    t: 100,
    from: 'client',
    engine: 'built-in',
    packets: 240,
    bytes: 363_360,
    limit: 1000,
    lost: 3,
    overLimit: 0,
  },
  { ...STAY, id: 9000, t: 100.1, from: 'server', flags: 'SYN,ACK', fate: 'lost', by: 'rule:1' },
  { type: 'wire', t: 100.1, stopped: true },
  state(100.2, 'client', ends(40404).client, ['ESTABLISHED', 'FIN_WAIT1'], { call: 'close' }, timer('rto', 1.6)),
  state(100.2, 'server', ends(40404).server, ['ESTABLISHED', 'CLOSE_WAIT'], { segment: 9001 }, timer('probe', 5)),
  { ...STAY, id: 9001, t: 100.2, from: 'client', flags: 'FIN,ACK', by: 'rule:2' },
  { ...STAY, id: 9002, t: 100.3, from: 'client', flags: 'PSH,ACK', len: 5, by: 'by hand' },
  { ...STAY, id: 9003, t: 100.4, from: 'server', flags: 'ACK', by: 'by hand' },
];
const KNOBS: Event[] = [
  turned(100.5, 'server', 'tcp_syncookies', '0'),
  turned(100.5, 'client', 'tcp_no_metrics_save', '0'),
];
const WIRE_RUNS: Event[] = [{ type: 'wire', t: 101, stopped: false }];
const ENDED = {
  code: 'daemon-ended',
  message: 'The lab daemon ended unexpectedly (killed by SIGKILL).',
  hint: 'Run it once more.',
};
const GONE = { code: 'host-gone', message: 'The program behind this page has ended.', hint: 'Start it again.' };
const NO_LAB = { code: 'no-user-namespaces', message: 'User namespaces are turned off.', hint: '' };
const REFUSED = { code: 'busy', message: 'A lesson is running in this lab.', hint: 'Stop it first.' };
const SHELL = [
  '\x1b[32mclient\x1b[0m:\x1b[34m~\x1b[0m$ ss -tan',
  'State      Recv-Q Send-Q Local Address:Port   Peer Address:Port',
  'LISTEN     0      4            0.0.0.0:80          0.0.0.0:*',
  '\x1b[33mSYN-RECV\x1b[0m   0      0           10.0.0.2:80         10.0.0.1:33912',
  '\x1b[32mclient\x1b[0m:\x1b[34m~\x1b[0m$ ',
].join('\r\n');

function answer(request: AppRequest): unknown {
  if (request.method === 'doctor') return examined(request.params.lang);
  if (request.method === 'read-lesson') return { text: readLesson(lessonPath(request.params.lesson)), version: null };
  if (request.method === 'read-recording') return recordedRun(request.params);
  if (request.method === 'bytes') return { hex: toHex(SYN_ACK), wireLength: SYN_ACK.length };
  if (request.method === 'knobs') return knobList('somaxconn');
  if (request.method === 'open-terminal') return { terminal: 1 };
  if (request.method === 'fresh-lab') throw REFUSED;
  return undefined;
}
