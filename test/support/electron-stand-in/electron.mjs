/** What `require('electron')` gives the shell. */
import { app } from './app.mjs';
import { BrowserWindow } from './browser-window.mjs';
import { dialog, nativeTheme, screen } from './desktop.mjs';
import { Menu } from './menu.mjs';
import { defaultSession, protocol } from './session.mjs';
import { ipcMain } from './web-contents.mjs';

export const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  screen,
  session: { defaultSession },
};
