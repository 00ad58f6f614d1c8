import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PlaceFile, possiblePlace } from '../../../src-main/desktop/window-place.ts';

const main = { x: 0, y: 30, width: 1920, height: 1050 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };
const place = { x: 100, y: 100, width: 1200, height: 800, maximized: false };

test('the first window has the usual size, or what the monitor has', () => {
  expect(possiblePlace(undefined, [main])).toEqual({ width: 1440, height: 900, maximized: false });
  const small = { x: 0, y: 0, width: 1280, height: 720 };
  expect(possiblePlace(undefined, [small])).toEqual({ width: 1280, height: 720, maximized: false });
});

test('a window comes back where it was, on any monitor', () => {
  expect(possiblePlace(place, [main, second])).toEqual(place);
  const there = { ...place, x: 1950, maximized: true };
  expect(possiblePlace(there, [main, second])).toEqual(there);
});

test.each([
  ['its monitor is gone', { ...place, x: 1950 }],
  ['it was dragged off below', { ...place, y: 1070 }],
  ['its title is above the monitor', { ...place, y: -40 }],
  ['all but a strip is off to the left', { ...place, x: -1150 }],
])('where it cannot be reached because %s, the desktop chooses', (_why, last) => {
  expect(possiblePlace(last, [main])).toEqual({ width: 1200, height: 800, maximized: false });
});

test('it is never larger than its monitor nor smaller than the page needs', () => {
  expect(possiblePlace({ ...place, width: 4000, height: 3000 }, [main])).toMatchObject({ width: 1920, height: 1050 });
  expect(possiblePlace({ ...place, width: 10, height: 10 }, [main])).toMatchObject({ width: 1024, height: 640 });
});

test.each(['', '{', '[]', '{"x":1}', '{"x":1e999,"y":0,"width":1,"height":1,"maximized":false}'])(
  'a file that says %j says nothing',
  (text) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-place-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(path.join(folder, 'window.json'), text);
    expect(new PlaceFile(folder).read()).toBeUndefined();
  },
);

test('a place is kept whole, and one that cannot be kept is no error', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tcp-lab-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { maximized, ...bounds } = place;
  const window = { getNormalBounds: () => bounds, isMaximized: () => maximized };
  const file = new PlaceFile(folder);
  file.write(window);
  expect(file.read()).toEqual(place);
  expect(readdirSync(folder)).toEqual(['window.json']);
  new PlaceFile('/dev/null/folder').write(window);
});
