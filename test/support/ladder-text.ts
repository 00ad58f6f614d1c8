/** A recorded stream of events as the text ladder shows it, without colours. */
import { readFileSync } from 'node:fs';
import { Ladder } from '../../src-main/cli/ladder/ladder.ts';
import { layoutFor } from '../../src-main/cli/ladder/layout.ts';
import { painter } from '../../src-main/cli/ladder/paint.ts';
import type { Event } from '../../src-main/common/protocol/events.ts';
import type { Language } from '../../src-main/common/protocol/messages.ts';
import { sayIn } from '../../src-main/host/words.ts';

export function recordedEvents(name: string): Event[] {
  const text = readFileSync(new URL(`../fixtures/${name}.ndjson`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

export function ladderText(events: readonly Event[], { lang = 'en' as Language, columns = 80 } = {}): string[] {
  const ladder = new Ladder({ layout: layoutFor(columns), say: sayIn(lang), family: 'ipv4' });
  const paint = painter('none');
  return [...events.flatMap((event) => ladder.push(event)), ...ladder.flush()].map(paint);
}
