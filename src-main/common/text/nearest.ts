import damerauLevenshtein from 'damerau-levenshtein';
import { told, type Telling } from './telling.ts';

/** A beginning of at least this many letters is taken for the whole word. */
const BEGINNING = 3;

/** The known word that a mistyped one most likely meant: at most an edit for every third letter, case aside. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const name = candidate.toLowerCase();
    const edits = word.length >= BEGINNING && name.startsWith(word) ? 1 : damerauLevenshtein(word, name).steps;
    if (edits > Math.max(1, Math.floor(Math.min(name.length, word.length) / 3)) || edits >= least) continue;
    best = candidate;
    least = edits;
  }
  return best;
}

/** `Did you mean "x"?`, or nothing. */
export function didYouMean(typed: string, known: readonly string[]): Telling | undefined {
  const word = nearest(typed, known);
  return word === undefined ? undefined : told('hint.meant', { word });
}
