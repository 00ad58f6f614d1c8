/** Where the window was when it was closed last, and where it can be now: monitors come and go in a training room. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';
import * as v from 'valibot';

export const MINIMUM = { width: 1024, height: 640 };
const USUAL = { width: 1440, height: 900 };

/** So much of the window's upper edge must be on a monitor for a mouse to get hold of it. */
const REACHABLE = { width: 160, height: 32 };

const whole = v.pipe(v.number(), v.integer());

const Place = v.object({ x: whole, y: whole, width: whole, height: whole, maximized: v.boolean() });
export type Place = v.InferOutput<typeof Place>;

/** Without x and y the window goes where the desktop puts new ones. */
export type PossiblePlace = Omit<Place, 'x' | 'y'> & Partial<Pick<Place, 'x' | 'y'>>;

/** `areas`: what each monitor has free for windows, the main one first. */
export function possiblePlace(last: Place | undefined, areas: readonly Rectangle[]): PossiblePlace {
  const area = last && areas.find((candidate) => isReachable(last, candidate));
  const { width, height } = last ?? USUAL;
  const room = area ?? areas[0];
  const size = {
    width: Math.max(MINIMUM.width, Math.min(width, room?.width ?? width)),
    height: Math.max(MINIMUM.height, Math.min(height, room?.height ?? height)),
  };
  const maximized = last?.maximized ?? false;
  return area ? { ...size, x: last.x, y: Math.max(last.y, area.y), maximized } : { ...size, maximized };
}

function isReachable(place: Place, area: Rectangle): boolean {
  const across = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const below = area.y + area.height - place.y;
  return across >= REACHABLE.width && below >= REACHABLE.height && place.y + REACHABLE.height > area.y;
}

export class PlaceFile {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, 'window.json');
  }

  read(): Place | undefined {
    try {
      const place = v.safeParse(Place, JSON.parse(readFileSync(this.#file, 'utf8')));
      return place.success ? place.output : undefined;
    } catch {
      return undefined;
    }
  }

  /** A place that cannot be kept is not worth a word. */
  write(window: Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized'>): void {
    const place: Place = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    const fresh = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(fresh, JSON.stringify(place));
      renameSync(fresh, this.#file);
    } catch {
      // Such as a home that is read-only.
    }
  }
}
