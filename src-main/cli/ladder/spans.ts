/** Text with meaning instead of colour: the ladder says what a piece is, paint.ts says how that looks. */
import stringWidth from 'string-width';
import type { Host } from '../../common/protocol/events.ts';

export type FlagTone = 'SYN' | 'FIN' | 'RST' | 'PSH' | 'ACK';
export type Tone = Host | FlagTone | 'plain' | 'strong' | 'quiet' | 'good' | 'bad' | 'warn' | `${Host}-strong`;

export interface Span {
  text: string;
  tone: Tone;
}
export type Line = Span[];

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone });

/** Terminal cells, not characters: a Chinese one takes two. */
export const cells = (text: string): number => stringWidth(text);
export const cellsOf = (line: Line): number => line.reduce((sum, part) => sum + cells(part.text), 0);
export const blank = (width: number): Span => span(' '.repeat(Math.max(0, width)));

/** At most `width` cells of it, with … where it was cut. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (cells(kept + character) > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

export function cutLine(line: Line, width: number): Line {
  let room = width;
  const kept: Line = [];
  for (const part of line) {
    const text = cut(part.text, room);
    kept.push({ ...part, text });
    room -= cells(text);
    if (text !== part.text) break;
  }
  return kept;
}

/** Exactly `width` cells, the text against the named edge. */
export function padded(line: Line, width: number, edge: 'left' | 'right'): Line {
  const fitting = cutLine(line, width);
  const room = blank(width - cellsOf(fitting));
  return edge === 'left' ? [...fitting, room] : [room, ...fitting];
}

/** The first candidate that fits; the last one cut when none does. */
export function firstFitting(candidates: Line[], width: number): Line {
  return candidates.find((line) => cellsOf(line) <= width) ?? cutLine(candidates.at(-1) ?? [], width);
}

/** Chinese breaks between any two characters but not before closing punctuation; other text only at spaces. */
const PIECES =
  /[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef][、。，．：；！？）】」』》]*|\s+|[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]+[、。，．：；！？）】」』》]*/gu;

export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECES) ?? []) {
    if (cells(line + piece.trimEnd()) <= width) {
      line += piece;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = piece.trimStart();
    for (; cells(line) > width; line = line.slice(head(line, width))) lines.push(line.slice(0, head(line, width)));
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** How many UTF-16 units of a word without a break fit into `width` cells; at least one character. */
function head(word: string, width: number): number {
  let end = 0;
  for (const character of word) {
    if (end > 0 && cells(word.slice(0, end + character.length)) > width) break;
    end += character.length;
  }
  return end;
}
