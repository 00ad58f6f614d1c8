/** The tests' way into this process, as Playwright has one into Electron's: a function is sent, and runs with the module. */
import { app } from './app.mjs';

export function answerTests(electron) {
  if (!process.send) return;
  process.on('message', async ({ id, work, argument }) => {
    try {
      const run = new Function('electron', 'argument', `return (${work})(electron, argument)`);
      process.send({ id, ok: await run(electron, argument) });
    } catch (error) {
      process.send({ id, error: String(error?.stack ?? error) });
    }
  });
  // Whoever tested has gone.
  process.on('disconnect', () => app.exit(1));
}
