/** What a key, a button or the window's menu can ask for, each in one place. */
import type { MenuCommand } from '../../src-main/common/protocol/app.ts';
import type { AppState } from './app.svelte.ts';
import type { Column } from './view.svelte.ts';
import { moveHeld, stepWire, toggleWire } from './wire.ts';

export type Command =
  | MenuCommand
  | Column
  | 'forward'
  | 'back'
  | 'live'
  | 'pause'
  | 'editor'
  | 'guide'
  | 'numbers'
  | 'spacing'
  | 'drawer'
  | 'language'
  | 'wire'
  | 'wire-step'
  | 'held-earlier'
  | 'held-later';

/** Reads on or back in what is on screen; answers whether there was anything to turn. */
export function turn({ recordings, lesson }: AppState, by: -1 | 1): boolean {
  recordings.shown?.turn(by);
  return recordings.shown !== null || lesson.turn(by);
}

export function perform(app: AppState, command: Command): void {
  const { settings, view, session, lesson, recordings } = app;
  switch (command) {
    case 'forward':
      return session.step(1);
    case 'back':
      return session.step(-1);
    case 'live':
      return recordings.shown ? recordings.leave() : session.goLive();
    case 'rerun':
      return void lesson.rerun();
    case 'editor':
      return app.editor.show();
    case 'pause':
      return recordings.shown ? recordings.shown.toggle() : void lesson.togglePause();
    case 'guide':
      return void app.change({ guide: !settings.guide });
    case 'notes':
      return app.notes.open();
    case 'wire':
      return void toggleWire(app);
    case 'wire-step':
      return void stepWire(app);
    case 'held-earlier':
      return moveHeld(app, -1);
    case 'held-later':
      return moveHeld(app, 1);
    case 'fresh-lab':
      return void app.freshLab();
    case 'numbers':
      return void app.change({ numbers: settings.numbers === 'relative' ? 'absolute' : 'relative' });
    case 'spacing':
      return void app.change({ spacing: settings.spacing === 'even' ? 'scale' : 'even' });
    case 'language':
      return void app.change({ language: settings.language === 'en' ? 'zh-CN' : 'en' });
    case 'client':
    case 'ladder':
    case 'server':
      return view.toggleColumn(command);
    case 'drawer':
      view.isDrawerOpen = !view.isDrawerOpen;
      return;
    case 'terminal':
      return view.showTerminal();
    case 'keys':
    case 'settings':
    case 'doctor':
    case 'room-check':
      return view.toggleSheet(command);
    case 'welcome':
      recordings.leave();
      view.sheet = null;
      view.isWelcoming = true;
  }
}
