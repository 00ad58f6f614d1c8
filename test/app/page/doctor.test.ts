import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { AppRequest, Diagnosis } from '../../../src-main/common/protocol/app.ts';
import { examined } from '../../support/diagnosis.ts';
import { openChromium, openPage } from '../../support/page.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const answer = (request: AppRequest): Diagnosis | undefined =>
  request.method === 'doctor' ? examined(request.params.lang) : undefined;
const REFUSED = {
  code: 'no-user-namespaces',
  message: 'This PC does not let an ordinary user make user namespaces.',
  hint: 'Run "tcp-lab doctor" to see what this PC is missing.',
};

test('a lab that cannot start brings the doctor up by itself, with the line to type', async () => {
  const host = await openPage(
    browser,
    { settings: { welcomed: false }, hello: { lab: { number: 1, state: 'ended', error: REFUSED } } },
    answer,
  );
  const doctor = host.page.getByRole('dialog', { name: 'Doctor' });
  await doctor.getByText('This PC cannot run a lab yet.').waitFor();
  await doctor.getByText('sudo sysctl -w kernel.unprivileged_userns_clone=1').waitFor();
  const missing = doctor.getByRole('listitem').filter({ hasText: 'missing' });
  expect(await missing.count()).toBeGreaterThan(0);
  // Nothing to be welcomed to yet.
  expect(await host.page.getByRole('dialog').count()).toBe(1);
  await host.close();
});

test('the doctor looks again when asked, and speaks the language of the page', async () => {
  const host = await openPage(browser, { settings: { language: 'zh-CN' } }, answer);
  await host.page.getByRole('button', { name: '环境检查' }).click();
  const doctor = host.page.getByRole('dialog', { name: '环境检查' });
  await doctor.getByText('本机暂时无法运行实验').waitFor();
  await doctor.getByRole('button', { name: '重新检查' }).click();
  const asked = (): unknown[] =>
    host.requests.flatMap((request) => (request.method === 'doctor' ? [request.params] : []));
  await expect.poll(asked).toEqual([{ lang: 'zh-CN' }, { lang: 'zh-CN' }]);
  await host.close();
});
