/** The built page in Chromium with a host that a test plays: no server, no lab, the same events every time. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type {
  AppMethod,
  AppPush,
  AppRequest,
  FromHost,
  Hello,
  LessonSummary,
} from '../../src-main/common/protocol/app.ts';
import type { LabErrorData } from '../../src-main/common/protocol/errors.ts';
import type { Event } from '../../src-main/common/protocol/events.ts';
import { shippedCourses } from '../../src-main/host/courses.ts';
import { contentSecurityPolicy, mediaType } from '../../src-main/host/app/page-rules.ts';
import { DEFAULT_SETTINGS, settingsFrom, type SettingsChange } from '../../src-main/common/protocol/settings.ts';

/** TCP_LAB_PAGE: another build than the checkout's own. */
const PAGE = process.env['TCP_LAB_PAGE'] ?? path.resolve(import.meta.dirname, '../../build/renderer');
/** Nobody's name: every request to it is answered from the folder above, all others are refused. */
const ORIGIN = 'http://page.invalid';
const HEADERS = { 'content-security-policy': contentSecurityPolicy("'none'") };

export const CHROMIUM = process.env['TCP_LAB_CHROMIUM'] ?? '/usr/bin/chromium';
export const CHROMIUM_FLAGS = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
  '--no-sandbox',
  '--disable-gpu',
];

export async function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
}

export interface PageOptions {
  width?: number;
  height?: number;
  settings?: SettingsChange;
  lessons?: LessonSummary[];
  hello?: Partial<Hello>;
}

/** What a test answers a request with; undefined = {}. Throwing an object { code, message, hint } refuses it. */
export type Answer = (request: AppRequest) => unknown;

export interface PlayedHost {
  page: Page;
  /** Requests so far, in order, `hello` and `settings` included. */
  requests: AppRequest[];
  push(push: AppPush): Promise<void>;
  /** Pushes the events as lab 1's, then says that the session so far was told. */
  play(events: readonly Event[], lab?: number): Promise<void>;
  /** Breaks the line to the page, as when the host has ended. */
  end(reason: LabErrorData): Promise<void>;
  /** The first request of that method, as soon as the page has sent it. */
  asked<M extends AppMethod>(method: M): Promise<Extract<AppRequest, { method: M }>>;
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  options: PageOptions = {},
  answer: Answer = () => undefined,
): Promise<PlayedHost> {
  const { width = 1366, height = 768 } = options;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  let settings = settingsFrom({ ...DEFAULT_SETTINGS, welcomed: true, ...options.settings });
  const requests: AppRequest[] = [];
  const waiting: { method: AppMethod; take: (request: AppRequest) => void }[] = [];
  const send = (message: FromHost): Promise<void> =>
    page.evaluate((m) => (window as unknown as { hear(m: unknown): void }).hear(m), message as unknown);

  const replyTo = (request: AppRequest): unknown => {
    if (request.method === 'settings') return (settings = settingsFrom({ ...settings, ...request.params }));
    if (request.method !== 'hello') return answer(request) ?? {};
    const hello: Hello = {
      version: '0.0.0',
      host: 'served',
      settings,
      lessons: options.lessons ?? [],
      courses: shippedCourses(),
      scores: { scores: [], trouble: null },
      draft: null,
      terminal: { available: true },
      lab: { number: 1, state: 'ready' },
      room: null,
      ...options.hello,
    };
    return hello;
  };
  await page.exposeFunction('toHost', async (request: AppRequest) => {
    requests.push(request);
    for (const { method, take } of waiting) if (method === request.method) take(request);
    try {
      await send({ id: request.id, ok: await replyTo(request) });
    } catch (error) {
      await send({ id: request.id, error: error as never });
    }
  });
  await page.addInitScript(() => {
    const listeners = new Set<(message: unknown) => void>();
    const own = window as unknown as Record<string, unknown>;
    const toHost = own['toHost'] as (request: unknown) => void;
    const closed = new Set<(reason: unknown) => void>();
    own['close'] = (reason: unknown) => closed.forEach((listener) => listener(reason));
    own['hear'] = (message: unknown) => listeners.forEach((listener) => listener(message));
    own['tcpLab'] = {
      send: (request: unknown) => toHost(request),
      onMessage: (listener: (message: unknown) => void) => (listeners.add(listener), () => listeners.delete(listener)),
      onClosed: (listener: (reason: unknown) => void) => {
        closed.add(listener);
        return () => closed.delete(listener);
      },
    };
  });
  // Of all windows that the page opens, too.
  await context.route('**/*', async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    const file = path.join(PAGE, pathname === '/' ? 'index.html' : pathname);
    const body = await readFile(file).catch(() => null);
    if (body === null) return route.fulfill({ status: 404 });
    await route.fulfill({ body, headers: HEADERS, contentType: mediaType(file) });
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    requests,
    push: (push) => send({ push }),
    play: async (events, lab = 1) => {
      await send({ push: { kind: 'events', lab, events: [...events] } });
      await send({ push: { kind: 'caught-up', lab, forgotten: 0 } });
    },
    end: (reason) =>
      page.evaluate((r) => (window as unknown as { close(r: unknown): void }).close(r), reason as unknown),
    asked: (method) => {
      const known = requests.find((request) => request.method === method);
      return new Promise((resolve) => {
        const take = (request: AppRequest): void => resolve(request as never);
        if (known) take(known);
        else waiting.push({ method, take });
      });
    },
    close: () => context.close(),
  };
}
