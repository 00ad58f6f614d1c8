import type { DesktopDriver } from './driver.ts';
import { electronDriver } from './electron-driver.ts';
import { standInDriver } from './stand-in-driver.ts';

/** A real Electron where there is one, else the stand-in; a sentence where there is neither. */
export function findDriver(): DesktopDriver | string {
  return (
    electronDriver() ??
    standInDriver() ??
    'there is neither Electron nor Chromium on this PC: install the package chromium'
  );
}
