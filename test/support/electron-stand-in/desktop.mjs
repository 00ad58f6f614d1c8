/** The desktop around the app: one monitor, a light theme, and dialogs that are answered with their first button. */
import { EventEmitter } from 'node:events';

const DISPLAY = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };

export const screen = { getPrimaryDisplay: () => DISPLAY, getAllDisplays: () => [DISPLAY] };

class NativeTheme extends EventEmitter {
  #source = 'system';

  get themeSource() {
    return this.#source;
  }

  set themeSource(source) {
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors() {
    return this.#source === 'dark';
  }
}
export const nativeTheme = new NativeTheme();

export const dialog = { showMessageBox: () => Promise.resolve({ response: 0, checkboxChecked: false }) };
