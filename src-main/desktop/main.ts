/** The desktop app: one window, one host, and their ends. Only here, and in the preload script, is Electron itself loaded. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as electron from 'electron';
import { settingsFolder } from '../host/app/settings-store.ts';
import { DesktopApp } from './desktop-app.ts';
import { PAGE_SCHEME } from './page-protocol.ts';

const { app, protocol } = electron;

/** The same steps lead there from src-main/desktop and from the bundle in build/main. */
const fromRoot = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

// Chromium's files lie where the settings of every kind of host are.
app.setPath('userData', settingsFolder(process.env));
app.enableSandbox();
protocol.registerSchemesAsPrivileged([PAGE_SCHEME]);

if (app.requestSingleInstanceLock()) {
  const desktop = new DesktopApp(electron, {
    // Tests bring a page of their own; nobody can do so to an app that is installed.
    pageFolder: path.resolve((!app.isPackaged && process.env['TCP_LAB_PAGE']) || fromRoot('build/renderer')),
    preload: fromRoot('build/main/preload.js'),
    icon: fromRoot('resources/icons/tcp-lab.png'),
  });
  void app.whenReady().then(() => desktop.open());
} else {
  app.quit();
}
