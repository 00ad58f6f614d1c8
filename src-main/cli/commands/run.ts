/** `run`: one lab, one lesson, every event of it as JSON or drawn. */
import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../../common/protocol/errors.ts';
import type { ResultEvent } from '../../common/protocol/events.ts';
import type { Language } from '../../common/protocol/messages.ts';
import { LabDaemonClient } from '../../host/daemon-client.ts';
import type { LabDaemonStarter } from '../../host/daemon-starter.ts';
import { endWithHost } from '../../host/end-with-host.ts';
import type { Say } from '../../host/words.ts';
import { EXIT, labFailure } from '../failure.ts';
import { openLesson } from '../lesson-argument.ts';
import type { Output } from '../output.ts';
import { drawing, jsonLines } from '../show-events.ts';

export interface RunOptions {
  json: boolean;
  ipv6: boolean;
  full: boolean;
  lang: Language;
}

/** Resolves with the exit status; throws a Failure. */
export async function run(
  name: string,
  options: RunOptions,
  { starter, say, output }: { starter: LabDaemonStarter; say: Say; output: Output },
): Promise<number> {
  const client = new LabDaemonClient(starter);
  const release = endWithHost(client);
  try {
    const lesson = openLesson(name, say);
    const family = options.ipv6 ? 'ipv6' : 'ipv4';
    const { lang } = options;
    const show = options.json
      ? jsonLines(output)
      : await drawing(output, { say, family, title: lesson.title[lang], about: lesson.about[lang] });
    let result: ResultEvent | undefined;
    // Until it has ended the lab goes on telling of its sockets; the result is the last event of a run.
    const stopShowing = client.onEvents((events) => {
      if (result !== undefined) return;
      const end = events.findIndex(({ type }) => type === 'result');
      const shown = end === -1 ? events : events.slice(0, end + 1);
      const last = shown.at(-1);
      if (last?.type === 'result') result = last;
      show.events(shown);
    });
    // Not after `ready`: the daemon finds the request waiting when it is.
    await client.request('run', { lesson, family, lang, full: options.full });
    stopShowing();
    show.end();
    if (result === undefined) throw new LabError('daemon-garbage', 'The lesson ended without a result.');
    return result.ok ? EXIT.held : EXIT.missed;
  } catch (error) {
    // A signal closed the lab: its handler ends the process, and nothing is left to say.
    if (error instanceof LabError && error.code === 'lab-closed') return await wait(60_000, EXIT.noLab);
    if (error instanceof LabError) throw labFailure(say, error);
    throw error;
  } finally {
    release();
    await client.close();
  }
}
