/** The window's menu in the reader's language. Its own entries are only names of things that the page does. */
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../common/protocol/app.ts';
import type { Say, WordKey } from '../host/words.ts';

const ACCELERATORS: Partial<Record<MenuCommand, string>> = {
  'fresh-lab': 'CmdOrCtrl+N',
  settings: 'CmdOrCtrl+,',
  keys: 'F1',
};

type Role = NonNullable<MenuItemConstructorOptions['role']>;

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** `choose` is called with what the person chose. */
export function menuTemplate(say: Say, choose: (command: MenuCommand) => void): MenuItemConstructorOptions[] {
  const command = (name: MenuCommand): MenuItemConstructorOptions => {
    const accelerator = ACCELERATORS[name];
    return {
      id: name,
      label: say(`menu.${name}`),
      click: () => choose(name),
      ...(accelerator !== undefined && { accelerator }),
    };
  };
  // Electron names roles in English only.
  const role = (name: Role, key: WordKey): MenuItemConstructorOptions => ({ role: name, label: say(key) });
  const menu = (key: WordKey, submenu: MenuItemConstructorOptions[]): MenuItemConstructorOptions => ({
    label: say(key),
    submenu,
  });

  return [
    menu('menu.lab', [
      command('fresh-lab'),
      command('rerun'),
      command('terminal'),
      command('editor'),
      SEPARATOR,
      command('settings'),
      SEPARATOR,
      role('quit', 'menu.quit'),
    ]),
    menu('menu.edit', [
      role('undo', 'menu.undo'),
      role('redo', 'menu.redo'),
      SEPARATOR,
      role('cut', 'menu.cut'),
      role('copy', 'menu.copy'),
      role('paste', 'menu.paste'),
      role('selectAll', 'menu.select-all'),
    ]),
    menu('menu.view', [
      role('zoomIn', 'menu.zoom-in'),
      role('zoomOut', 'menu.zoom-out'),
      role('resetZoom', 'menu.zoom-reset'),
      SEPARATOR,
      role('togglefullscreen', 'menu.full-screen'),
      SEPARATOR,
      command('notes'),
    ]),
    menu('menu.help', [command('welcome'), command('keys'), SEPARATOR, command('doctor'), command('room-check')]),
  ];
}
