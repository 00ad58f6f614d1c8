/** The turns of a step that is repeated. */
import type { Action } from './lesson.ts';

/**
 * Its actions, turn by turn. Connections count on: where the first turn opens connections 4 and 5, the second opens 6 and 7, and
 * does with them what the first did. Those that were open before stay what they are.
 */
export function turnsOf(actions: readonly Action[], repeat = 1): Action[][] {
  const opened = new Set(actions.flatMap((action) => (action.kind === 'connect' ? [action.connection] : [])));
  return Array.from({ length: repeat }, (_, turn) =>
    actions.map((action) => {
      if (!('connection' in action) || action.connection === null || !opened.has(action.connection)) return action;
      return { ...action, connection: action.connection + turn * opened.size };
    }),
  );
}
