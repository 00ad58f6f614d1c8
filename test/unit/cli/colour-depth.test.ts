import { expect, test } from 'vitest';
import { colourDepth } from '../../../src-main/cli/colour-depth.ts';

test.each([
  [{ TERM: 'xterm-256color' }, true, '256'],
  [{ TERM: 'linux' }, true, '16'],
  [{ TERM: 'dumb' }, true, 'none'],
  [{ TERM: 'xterm-256color' }, false, 'none'],
  [{ TERM: 'xterm-256color', NO_COLOR: '1' }, true, 'none'],
  [{ NO_COLOR: '', TERM: 'linux' }, true, '16'],
  [{ FORCE_COLOR: '1' }, false, '16'],
  [{ FORCE_COLOR: '3' }, false, '256'],
  [{ FORCE_COLOR: '0', TERM: 'xterm' }, true, 'none'],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, 'none'],
] as const)('%j, terminal: %s → %s', (env, isTTY, depth) => {
  expect(colourDepth(env, isTTY)).toBe(depth);
});
