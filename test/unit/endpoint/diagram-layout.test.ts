import { expect, test } from 'vitest';
import { TCP_STATES, type Host } from '../../../src-main/common/protocol/events.ts';
import {
  BOX,
  HEIGHT,
  WIDTH,
  arrows,
  boxes,
  detour,
  endsBelow,
} from '../../../src-renderer/views/endpoint/diagram-layout.ts';
import { state } from '../../support/endpoint-events.ts';

const HOSTS: Host[] = ['client', 'server'];

test('all eleven states stand inside the drawing, CLOSED twice, and no two overlap', () => {
  for (const host of HOSTS) {
    const all = boxes(host);
    expect(new Set(all.map((box) => box.state))).toEqual(new Set(TCP_STATES));
    expect(all).toHaveLength(12);
    for (const { x, y } of all) {
      expect(Math.abs(x - WIDTH / 2)).toBeLessThanOrEqual((WIDTH - BOX.width) / 2);
      expect(Math.abs(y - HEIGHT / 2)).toBeLessThanOrEqual((HEIGHT - BOX.height) / 2);
    }
    for (const a of all)
      for (const b of all)
        if (a !== b) expect(Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height).toBe(true);
  }
});

test('the same state stands at the same height on both hosts, mirrored', () => {
  const server = boxes('server');
  boxes('client').forEach((box, i) => expect(server[i]).toEqual({ ...box, x: WIDTH - box.x }));
});

test('each arrow ends at the border of the box that it leads to', () => {
  for (const host of HOSTS) {
    for (const { from, to, path } of arrows(host)) {
      const numbers = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
      const [x, y] = [numbers.at(-2) ?? NaN, numbers.at(-1) ?? NaN];
      const touches = boxes(host).some(
        (box) =>
          box.state === to &&
          Math.abs(x - box.x) <= BOX.width / 2 &&
          Math.abs(y - box.y) <= BOX.height / 2 &&
          (Math.abs(x - box.x) === BOX.width / 2 || Math.abs(y - box.y) === BOX.height / 2),
      );
      expect(touches, `${host}: ${from} → ${to}`).toBe(true);
    }
  }
});

test('a reset has no arrow in figure 5 and is drawn to the CLOSED at the end', () => {
  const end = boxes('client').find(({ final }) => final);
  expect(detour('ESTABLISHED', 'CLOSED', 'client')).toMatch(new RegExp(`L${end?.x} ${end?.y}$`));
  const reset = state(1, 'client', '10.0.0.1:4-10.0.0.2:80', ['ESTABLISHED', 'CLOSED'], { segment: 9 });
  expect(endsBelow(reset)).toBe(true);
  expect(endsBelow({ ...reset, from: 'SYN_SENT' })).toBe(false);
});
