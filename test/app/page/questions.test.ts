import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { AnswerEvent, Event, QuestionEvent } from '../../../src-main/common/protocol/events.ts';
import { lab, listening, segment } from '../../support/endpoint-events.ts';
import { shippedLessons } from '../../support/lessons.ts';
import { openChromium, openPage, type Answer, type PlayedHost } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** A lesson that waits. */
const endless: Answer = ({ method }) => (method === 'run-lesson' ? new Promise(() => undefined) : undefined);

const STEP: Event = { type: 'step', t: 0.2, name: 'The client connects', number: 1 };
const QUESTION: QuestionEvent = {
  ...{ type: 'question', t: 0.3, question: 1, step: 1, waits: true },
  ...{ ask: 'What does the server send?', choices: ['ACK', 'SYN,ACK', 'nothing'] },
};
const answered = (fields: Partial<AnswerEvent> = {}): AnswerEvent => ({
  ...{ type: 'answer', t: 0.6, question: 1, given: 'ACK', truth: 'SYN,ACK', right: false },
  ...{ expected: 'SYN,ACK', why: 'It agrees, and asks for the other direction.', evidence: { segment: 1 } },
  ...fields,
});
const SYN_ACK = segment(1, 0.5, 'server', 'SYN,ACK', 40_000);

/** A page whose lesson has just asked. */
async function asked(language: 'en' | 'zh-CN' = 'en'): Promise<PlayedHost> {
  const host = await openPage(browser, { lessons: shippedLessons(), settings: { language } }, endless);
  await host.page
    .getByRole('main')
    .getByRole('button', { name: /three-way|三次/ })
    .click();
  await host.asked('run-lesson');
  await host.play([lab(), ...listening(0.1), STEP, QUESTION]);
  return host;
}

const guide = (page: Page) => page.getByRole('complementary', { name: 'Lesson text' });
const card = (page: Page) => page.getByRole('region', { name: /Prediction|预测/ });

test('a question waits with its choices; a digit chooses, and nothing can be chosen twice', async () => {
  const host = await asked();
  const { page } = host;
  await card(page).getByText('What does the server send?').waitFor();
  await page.keyboard.press('9');
  await page.keyboard.press('2');
  expect((await host.asked('answer-lesson')).params).toEqual({ question: 1, choice: 'SYN,ACK' });
  await card(page).getByText('You said SYN,ACK.').waitFor();
  expect(await card(page).getByRole('button').count()).toBe(0);
  await host.close();
});

test('what the run says is told with what proves it, and Go on lets the lesson go on', async () => {
  const host = await asked();
  const { page } = host;
  await card(page).getByRole('button', { name: 'ACK', exact: true }).click();
  const paused: Event = { type: 'action', t: 0.7, lesson: 'three-way-handshake', step: 2, action: 1, phase: 'waits' };
  await host.play([SYN_ACK, answered(), paused]);
  await card(page).getByText('You said ACK. It is SYN,ACK.').waitFor();
  await card(page).getByText('It agrees, and asks for the other direction.').waitFor();
  await card(page).getByRole('button', { name: 'Segment #1' }).click();
  await page.getByRole('dialog', { name: 'Segment #1' }).waitFor();
  await page.keyboard.press('Escape');
  await guide(page).getByRole('button', { name: 'Go on' }).click();
  await host.asked('resume-lesson');
  await host.close();
});

test.for<[what: string, answer: Partial<AnswerEvent>, said: string]>([
  ['right', { given: 'SYN,ACK', right: true }, 'Right: SYN,ACK'],
  ['none of the choices', { truth: 'RST,ACK', right: null }, 'It went another way: RST,ACK.'],
  ['not shown', { truth: null, right: null, evidence: null }, 'The run has not shown it'],
  [
    'not the one that the author expected',
    { truth: 'nothing', right: false, evidence: null },
    'this run shows nothing',
  ],
])('an answer that is %s is told as that', async ([, answer, said]) => {
  const host = await asked();
  await host.play([SYN_ACK, answered(answer)]);
  await card(host.page).getByText(said).waitFor();
  await host.close();
});

test('a page that is loaded while a question waits can answer it', async () => {
  const host = await openPage(browser, { lessons: shippedLessons() });
  await host.play([lab(), ...listening(0.1), STEP, QUESTION]);
  await card(host.page).getByText('What does the server send?').waitFor();
  await host.page.keyboard.press('2');
  expect((await host.asked('answer-lesson')).params).toEqual({ question: 1, choice: 'SYN,ACK' });
  await host.close();
});

test('a page that is loaded after a question was answered does not ask again', async () => {
  const host = await openPage(browser, { lessons: shippedLessons() });
  const begun: Event = { type: 'action', t: 0.4, lesson: 'three-way-handshake', step: 1, action: 1, phase: 'begins' };
  await host.play([lab(), ...listening(0.1), STEP, QUESTION, begun]);
  await card(host.page).getByText('What does the server send?').waitFor();
  expect(await card(host.page).getByRole('button').count()).toBe(0);
  await host.close();
});

test('choices that are words are said in the language of the page', async () => {
  const host = await asked('zh-CN');
  await card(host.page).getByRole('button', { name: '什么也不发送' }).click();
  expect((await host.asked('answer-lesson')).params.choice).toBe('nothing');
  await host.close();
});

test('the past shows the question as it stood then', async () => {
  const host = await asked();
  const { page } = host;
  await host.play([SYN_ACK, answered()]);
  await card(page).getByText('It is SYN,ACK.').waitFor();
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowLeft');
  await expect.poll(() => card(page).getByText('It is SYN,ACK.').count()).toBe(0);
  await host.close();
});

test('a page whose person wants to see only is not asked', async () => {
  const host = await openPage(browser, { lessons: shippedLessons(), settings: { predictions: false } }, endless);
  await host.page
    .getByRole('main')
    .getByRole('button', { name: /three-way|三次/ })
    .click();
  expect((await host.asked('run-lesson')).params.ask).toBe(false);
  await host.close();
});
