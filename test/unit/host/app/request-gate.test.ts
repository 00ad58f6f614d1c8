import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../../src-main/host/app/request-gate.ts';
import { fakeApp } from '../../../support/fake-app.ts';

const GOOD = [
  { id: 1, method: 'hello' },
  { id: 2, method: 'call', params: { call: 'socket', host: 'client', family: 'ipv4' } },
  { id: 3, method: 'run-lesson', params: { lesson: 'x', family: 'ipv6', lang: 'zh-CN', full: false } },
  { id: 4, method: 'settings', params: { theme: 'dark' } },
  { id: 5, method: 'terminal-input', params: { terminal: 1, data: 'ls\r' } },
];

test.each(GOOD)('passes a request of the contract: $method', (message) => {
  expect(judge(message)).toEqual({ request: message });
});

test.each([
  ['a method that there is not', { id: 7, method: 'eval', params: 'x' }, 7],
  ['a field too many', { id: 7, method: 'hello', path: '/etc/passwd' }, 7],
  ['no id', { method: 'hello' }, 0],
  ['an id that is none', { id: '7', method: 'hello' }, 0],
  ['a value out of bounds', { id: 7, method: 'open-terminal', params: { host: 'client', columns: 1e9, rows: 2 } }, 7],
  ['what is no object', 'hello', 0],
  ['nothing', undefined, 0],
])('refuses %s with a sentence, and does nothing', async (_what, message, id) => {
  const { page, starter } = fakeApp();
  page.line.receive(message);
  const [answer] = page.messages;
  expect(answer).toMatchObject({
    id,
    error: { code: 'bad-request', message: expect.stringMatching(/^A request .*\.$/) },
  });
  expect(starter.daemons).toEqual([]);
});

test('a megabyte in the wrong place is not quoted back', () => {
  const judged = judge({ id: 1, method: 'x'.repeat(1 << 20) });
  expect('error' in judged && judged.error.message.length).toBeLessThan(400);
});

test('whatever comes, it is a request or refused, never an exception', () => {
  const [id, method, params] = [fc.anything(), fc.constantFrom(...GOOD.map((good) => good.method)), fc.anything()];
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ id, method, params }, { requiredKeys: [] })), (message) => {
      const judged = judge(message);
      if ('request' in judged) expect(judged.request.id).toBeGreaterThan(0);
      else expect(judged.error.code).toBe('bad-request');
    }),
    { numRuns: 2000 },
  );
});
