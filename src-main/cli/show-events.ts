/** Events on a person's terminal: one JSON line each, or drawn as a ladder. */
import type { Event } from '../common/protocol/events.ts';
import type { Family } from '../common/protocol/requests.ts';
import type { Say } from '../host/words.ts';
import type { Output } from './output.ts';

export interface Show {
  events(events: readonly Event[]): void;
  end(): void;
}

export function jsonLines(output: Output): Show {
  return {
    events: (events) => output.write(events.map((event) => `${JSON.stringify(event)}\n`).join('')),
    end: () => {},
  };
}

/** After this much silence the row that was kept open is drawn; longer than a sample takes, too short to notice. */
const QUIET_MS = 60;

export async function drawing(
  output: Output,
  options: { say: Say; family: Family; title?: string; about?: string },
): Promise<Show> {
  const [{ Ladder }, { layoutFor }, { painter }, { timerLines }, { Session }] = await Promise.all([
    import('./ladder/ladder.ts'),
    import('./ladder/layout.ts'),
    import('./ladder/paint.ts'),
    import('./ladder/timer-lines.ts'),
    import('../common/session/session.ts'),
  ]);
  const layout = layoutFor(output.columns);
  const ladder = new Ladder({ ...options, layout });
  const session = new Session();
  const linesOf = (event: Event): ReturnType<typeof ladder.flush> =>
    event.type === 'result'
      ? [...ladder.flush(), ...timerLines(session, options.say, layout.width), ...ladder.push(event)]
      : ladder.push(event);
  const paint = painter(output.colours);
  const draw = (lines: ReturnType<typeof ladder.flush>): void => {
    if (lines.length > 0) output.write(lines.map((line) => `${paint(line)}\n`).join(''));
  };
  let quiet: NodeJS.Timeout | undefined;
  return {
    events: (events) => {
      clearTimeout(quiet);
      session.append(events);
      draw(events.flatMap(linesOf));
      quiet = setTimeout(() => draw(ladder.flush()), QUIET_MS);
    },
    end: () => {
      clearTimeout(quiet);
      draw(ladder.flush());
    },
  };
}
