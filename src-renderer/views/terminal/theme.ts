/** The page's colours for a terminal: the sixteen of ANSI from those that stand for something here, so that all keep their contrast. */
import type { ITheme } from '@xterm/xterm';

export function terminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const eight = {
    black: colour('text'),
    red: colour('bad'),
    green: colour('good'),
    yellow: colour('warn'),
    blue: colour('client'),
    magenta: colour('fin'),
    cyan: colour('syn'),
    white: colour('quiet'),
  };
  return {
    ...eight,
    brightBlack: eight.white,
    brightRed: eight.red,
    brightGreen: eight.green,
    brightYellow: eight.yellow,
    brightBlue: eight.blue,
    brightMagenta: eight.magenta,
    brightCyan: eight.cyan,
    brightWhite: eight.black,
    foreground: colour('text'),
    background: colour('surface'),
    cursor: colour('text'),
    cursorAccent: colour('surface'),
    selectionBackground: colour('chosen'),
  };
}
