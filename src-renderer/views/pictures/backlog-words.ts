/** What is said of a queue and its limit. */
import type { HalfOpenEntry, RefusalEvent, WaitingEntry } from '../../../src-main/common/protocol/events.ts';
import { peerOf, type QueuePicture } from '../../../src-main/common/session/pictures/backlog.ts';
import { deedText } from '../../../src-main/common/session/refusal-words.ts';
import { say } from '../../state/words.svelte.ts';

/** `SYN queue :80`. */
export function queueName({ queue, port, family }: QueuePicture): string {
  const name = say(`lines.what.${queue}-queue`, { port });
  return family === 'ipv6' ? say('lines.of.ipv6', { host: name }) : name;
}

export const isFull = ({ len, max }: QueuePicture): boolean => max > 0 && len >= max;

export const fillText = (picture: QueuePicture): string =>
  say(isFull(picture) ? 'queue.full-of' : 'queue.of', { len: picture.len, max: picture.max });

export const limitText = ({ rule, backlog, max }: QueuePicture): string => say(`queue.limit.${rule}`, { backlog, max });

/** `7 dropped, 2 ignored`, of segments; empty where none was turned away. */
export function refusedText({ refusals, untold }: QueuePicture): string {
  const counts = new Map<RefusalEvent['how'], number>();
  for (const { how } of refusals) counts.set(how, (counts.get(how) ?? 0) + 1);
  const parts = [...counts].map(([how, count]) => say(`backlog.refused.${how}`, { count }));
  if (untold > 0) parts.push(say('backlog.refused.untold', { count: untold }));
  return parts.join(say('lanes.comma'));
}

/** Everything at once, for who does not see it. */
export function queueSummary(picture: QueuePicture): string {
  const refused = refusedText(picture);
  const said = [fillText(picture), say('lines.most', { most: picture.most }), limitText(picture)];
  return [...said, ...(refused === '' ? [] : [refused])].join(say('backlog.semicolon'));
}

/** One row of the table: the queue itself, who is in it, or what it turned away. */
export interface BacklogRow {
  picture: QueuePicture;
  peer: string;
  /** Since when, or when; null for the queue itself. */
  t: number | null;
  text: string;
  /** Id of the segment that was refused. */
  segment: number | null;
}

const entryText = (entry: HalfOpenEntry | WaitingEntry): string =>
  'synAcks' in entry
    ? say('backlog.half-open', { count: entry.synAcks })
    : say('backlog.waits', { state: entry.state });

export function backlogRows(pictures: readonly QueuePicture[]): BacklogRow[] {
  return pictures.flatMap((picture) => {
    const own = { picture, peer: '', t: null, text: queueSummary(picture), segment: null };
    const entries = picture.entries.map((entry) => {
      const { peer, since: t } = entry;
      return { picture, peer, t, text: entryText(entry), segment: null };
    });
    const refusals = picture.refusals.map((refusal) => {
      const { t, segment } = refusal;
      return { picture, peer: peerOf(refusal), t, text: deedText(refusal, say), segment };
    });
    return [own, ...entries, ...refusals];
  });
}
