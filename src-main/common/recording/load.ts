/** The text of a recording, one event a line → its events, or the first thing that is wrong with it. */
import * as v from 'valibot';
import type { Event } from '../protocol/events.ts';
import { EventSchema } from './event-schema.ts';

/** More than the app keeps of a session. */
export const MOST_EVENTS = 1_000_000;

/** Line and what is wrong there, in English; line 0 is the recording as a whole. */
export interface BadRecording {
  line: number;
  message: string;
}

/** Never throws, whatever the text is. */
export function loadRecording(text: string): { events: Event[] } | { problem: BadRecording } {
  const bad = (line: number, message: string) => ({ problem: { line, message } });
  const lines = text.trimEnd().split('\n');
  if (lines.length > MOST_EVENTS) return bad(0, `It has more than ${MOST_EVENTS} events.`);
  const events: Event[] = [];
  for (const [index, line] of lines.entries()) {
    const read = v.safeParse(EventSchema, parsed(line));
    if (!read.success) return bad(index + 1, whatIsWrong(read.issues[0]));
    events.push(read.output);
  }
  if (events[0]?.type !== 'lab') return bad(1, 'A recording begins with the event "lab".');
  return { events };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The value itself is left out: it may be anything. */
function whatIsWrong(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return 'This line is no event in JSON.';
  if (path === 'type') return 'This version knows no such type of event.';
  return `"${printable(path)}" is not what it should be.`;
}

const printable = (path: string): string => path.replace(/[^\w.-]/g, '?').slice(0, 100);
