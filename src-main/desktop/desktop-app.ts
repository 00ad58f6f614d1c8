/** The life of the app: what is made when, who hears of what, and that nothing outlives it. */
import type * as electron from 'electron';
import type { MenuCommand } from '../common/protocol/app.ts';
import type { Settings } from '../common/protocol/settings.ts';
import { AppHost } from '../host/app/app-host.ts';
import { SettingsStore } from '../host/app/settings-store.ts';
import { OwnLessons, ownLessonsFolder } from '../host/own-lessons.ts';
import { ScoreBook, scoresFile } from '../host/score-book.ts';
import { Terminals } from '../host/app/terminals.ts';
import { UnshareStarter } from '../host/daemon-starter.ts';
import { sayIn, type Say } from '../host/words.ts';
import { confineContents, confineSession } from './confinement.ts';
import { daemonProgram } from './daemon-program.ts';
import { IpcGate } from './ipc-gate.ts';
import { menuTemplate } from './menu.ts';
import { PAGE_URL, serveFolder } from './page-protocol.ts';
import { PlaceFile, possiblePlace } from './window-place.ts';
import { backgroundFor, bringForward, nativeThemeFor, notesOptions, showWhenDrawn, windowOptions } from './window.ts';

type Electron = typeof electron;

export interface DesktopFiles {
  pageFolder: string;
  preload: string;
  icon: string;
}

const log = (sentence: string): void => console.error(sentence);

export class DesktopApp {
  readonly #electron: Electron;
  readonly #files: DesktopFiles;
  readonly #settings: SettingsStore;
  readonly #host: AppHost;
  #window: electron.BrowserWindow | undefined;
  /** The instructor's notes on it. */
  #notes: electron.BrowserWindow | undefined;
  #gate: IpcGate | undefined;
  #closed = false;

  constructor(modules: Electron, files: DesktopFiles) {
    const { app } = modules;
    this.#electron = modules;
    this.#files = files;
    this.#settings = new SettingsStore(app.getPath('userData'));
    this.#host = new AppHost({
      starter: new UnshareStarter(
        daemonProgram({
          isPackaged: app.isPackaged,
          resourcesPath: process.resourcesPath,
          execPath: process.execPath,
        }),
      ),
      settings: this.#settings,
      ownLessons: new OwnLessons(ownLessonsFolder(process.env)),
      scores: new ScoreBook(scoresFile(process.env)),
      terminals: new Terminals(),
      host: 'desktop',
      version: app.getVersion(),
    });
    app.on('web-contents-created', (_event, contents) =>
      confineContents(contents, (url) => {
        if (contents === this.#window?.webContents) this.#openNotes(url);
      }),
    );
    app.on('second-instance', () => this.#window && bringForward(this.#window));
    app.on('window-all-closed', () => app.quit());
    app.on('will-quit', (event) => this.#endHost(event));
    // However else it ends, the lab does not stay.
    process.on('exit', () => this.#host.kill());
  }

  /** When the app is ready. */
  open(): void {
    const { BrowserWindow, ipcMain, nativeTheme, screen, session } = this.#electron;
    session.defaultSession.protocol.handle('app', serveFolder(this.#files.pageFolder));
    confineSession(session.defaultSession);
    this.#dress(this.#settings.settings);
    this.#settings.onChange((settings) => this.#dress(settings));

    const { preload, icon } = this.#files;
    const placeFile = new PlaceFile(this.#electron.app.getPath('userData'));
    const main = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
    const place = possiblePlace(
      placeFile.read(),
      [main, ...others].map(({ workArea }) => workArea),
    );
    const background = backgroundFor(this.#settings.settings.theme, nativeTheme.shouldUseDarkColors);
    const window = new BrowserWindow(windowOptions({ place, background, icon, preload }));
    this.#window = window;
    this.#gate = new IpcGate(window.webContents, {
      ipcMain,
      host: this.#host,
      log,
    });
    showWhenDrawn(window, place.maximized);
    window.on('close', () => placeFile.write(window));
    window.on('closed', () => {
      this.#window = undefined;
      this.#notes?.close();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#afterCrash(window);
    });
    window.webContents.on('preload-error', (_event, _file, error) =>
      log(`The preload script failed: ${String(error)}`),
    );
    // It fails, too, when the window is closed meanwhile.
    window.loadURL(PAGE_URL).catch((error: unknown) => log(`The page was not loaded: ${String(error)}`));
  }

  /** A window that the person can put on another screen; it lives no longer than the page that it follows. */
  #openNotes(url: string): void {
    if (this.#notes && this.#notes.webContents.getURL() === url) return bringForward(this.#notes);
    this.#notes?.close();
    const { BrowserWindow, nativeTheme } = this.#electron;
    const background = backgroundFor(this.#settings.settings.theme, nativeTheme.shouldUseDarkColors);
    const notes = new BrowserWindow(notesOptions({ background, icon: this.#files.icon }));
    this.#notes = notes;
    showWhenDrawn(notes, false);
    notes.on('closed', () => {
      if (this.#notes === notes) this.#notes = undefined;
    });
    notes.loadURL(url).catch((error: unknown) => log(`The notes were not loaded: ${String(error)}`));
  }

  /** Menu and colours, by what the person has chosen. */
  #dress({ language, theme }: Settings): void {
    const { Menu, nativeTheme } = this.#electron;
    nativeTheme.themeSource = nativeThemeFor(theme);
    this.#window?.setBackgroundColor(backgroundFor(theme, nativeTheme.shouldUseDarkColors));
    const choose = (command: MenuCommand): void => this.#gate?.push({ push: { kind: 'menu', command } });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(sayIn(language), choose)));
  }

  /** The lab runs on: the page that is loaded anew gets its session from the start. */
  async #afterCrash(window: electron.BrowserWindow): Promise<void> {
    const say: Say = sayIn(this.#settings.settings.language);
    await this.#electron.dialog.showMessageBox(window, {
      type: 'error',
      message: say('desktop.page-crashed'),
      buttons: [say('desktop.load-again')],
    });
    if (!window.isDestroyed()) window.webContents.reload();
  }

  /** Holds the app's end back until the lab has ended in order. */
  #endHost(event: { preventDefault(): void }): void {
    if (this.#closed) return;
    event.preventDefault();
    void this.#host.close().finally(() => {
      this.#closed = true;
      this.#electron.app.quit();
    });
  }
}
