/** The wire's panel on a real lab: what its buttons ask for is what becomes of real segments. */
import { existsSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { CHROMIUM } from '../../support/page.ts';
import { visitedApp } from '../../support/visited-app.ts';

beforeEach(({ skip }) => skip(!existsSync(CHROMIUM), `there is no ${CHROMIUM}`));

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const press = (within: Locator, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).click();
const waiting = (page: Page): Locator =>
  region(page, 'Wire')
    .getByRole('list', { name: /that wait/ })
    .getByRole('button');
/** A row of the ladder whose name has all of this. */
const row = (page: Page, name: RegExp): Locator =>
  page
    .getByRole('list', { name: /Segments between/ })
    .getByRole('listitem', { name })
    .first();

test('a rule drops a real segment and is named for it; a stopped wire holds one until it is delivered', async () => {
  const page = await visitedApp();
  const [client, server, wire] = [region(page, 'Client'), region(page, 'Server'), region(page, 'Wire')];
  await press(server, 'Listen');
  await client.getByText('The server listens').waitFor();
  await page.getByRole('tab', { name: 'Wire' }).click();
  const rules = region(page, 'Rules');
  await press(rules, 'Drop next SYN,ACK');
  await press(rules, 'Add');
  await rules.getByRole('row', { name: /drop 1st SYN,ACK 0 on/ }).waitFor();

  await press(client, 'Connect');
  await row(page, /server to client, SYN ACK, .*lost: rule 1/).waitFor();
  await rules.getByRole('row', { name: /drop 1st SYN,ACK .*1 over/ }).waitFor();
  await rules.getByRole('button', { name: /^#\d+$/ }).waitFor();
  // The client's kernel sends its SYN again after a second, and no rule is left for the answer.
  await row(page, /client to server, ACK, .*delivered/).waitFor();

  await press(wire, 'Stop');
  await wire.getByText("The kernels' clocks go on").waitFor();
  await press(client, 'Send');
  await expect.poll(() => waiting(page).first().innerText()).toMatch(/PSH,ACK 5 B/);
  const timers = wire.getByRole('list', { name: /Timers/ });
  await expect.poll(() => timers.innerText()).toMatch(/Fires next:\s+Client\s+\S+\s+retransmission/);
  // Nobody has acknowledged it: its sender's kernel sends it again, and that waits, too.
  await waiting(page).filter({ hasText: '↻' }).first().waitFor();
  const id = /#(\d+)/.exec(await waiting(page).first().innerText())?.[1];
  await press(wire, 'Deliver');
  await row(page, new RegExp(`#${id}, client to server, PSH ACK, .*delivered`)).waitFor();

  // What it brought about waits in its turn, until the wire runs.
  await expect.poll(() => waiting(page).allInnerTexts()).toContainEqual(expect.stringMatching(/←\s+.*ACK/s));
  await press(wire, 'Run');
  await expect.poll(() => waiting(page).count()).toBe(0);
  await expect.poll(() => wire.getByRole('status').innerText()).toContain('The wire runs');
});

test('a stopped wire lets real segments go on in the order that they were given', async () => {
  const page = await visitedApp();
  const [client, server, wire] = [region(page, 'Client'), region(page, 'Server'), region(page, 'Wire')];
  await press(server, 'Listen');
  await client.getByText('The server listens').waitFor();
  await press(client, 'Connect');
  await row(page, /client to server, ACK, .*delivered/).waitFor();
  await press(server, 'Accept');
  await press(wire, 'Stop');
  await wire.getByText("The kernels' clocks go on").waitFor();
  const ids = async (): Promise<(string | undefined)[]> =>
    (await waiting(page).allInnerTexts()).map((text) => /#(\d+)/.exec(text)?.[1]);
  await press(client, 'Send');
  await expect.poll(ids).not.toEqual([]);
  await press(server, 'Send');
  const theirs = waiting(page).filter({ hasText: 'server to client' }).first();
  await theirs.click();
  const [first] = await ids();
  const later = /#(\d+)/.exec(await theirs.innerText())?.[1];
  // What was sent again meanwhile may stand between them.
  while ((await ids())[0] !== later) await press(wire, `Segment ${later} goes earlier`);
  await press(wire, 'Step');
  await row(page, new RegExp(`#${later}, .*delivered`)).waitFor();
  await expect.poll(async () => (await ids())[0]).toBe(first);
  await press(wire, 'Run');
  await expect.poll(ids).toEqual([]);
});
