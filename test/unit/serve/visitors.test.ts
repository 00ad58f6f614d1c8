import { expect, test } from 'vitest';
import { Visitors } from '../../../src-main/serve/visitors.ts';

const cookieOf = (setCookie: string | undefined): string => (setCookie ?? '').split(';')[0] ?? '';

test('the token is worth one visit', () => {
  const visitors = new Visitors(8000);
  expect(visitors.admit('x')).toBeUndefined();
  expect(visitors.admit('')).toBeUndefined();
  const cookie = visitors.admit(visitors.token);
  expect(cookie).toMatch(/^tcp-lab-8000=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(visitors.admit(visitors.token)).toBeUndefined();
});

test('the cookie is known among others, and nothing else is', () => {
  const visitors = new Visitors(8000);
  const cookie = cookieOf(visitors.admit(visitors.token));
  expect(visitors.knows(`a=b; ${cookie}; c=d`)).toBe(true);
  for (const bad of [undefined, '', 'tcp-lab-8000=', `${cookie}x`, cookie.slice(0, -1), `x${cookie}`]) {
    expect(visitors.knows(bad)).toBe(false);
  }
  expect(visitors.knows(`tcp-lab-8000=${visitors.token}`)).toBe(false);
});

test('two servers of one PC do not know each other’s visitors', () => {
  const [one, other] = [new Visitors(8000), new Visitors(8001)];
  expect(other.knows(cookieOf(one.admit(one.token)))).toBe(false);
  expect(one.token).not.toBe(other.token);
  expect(one.token.length).toBeGreaterThanOrEqual(43);
});
