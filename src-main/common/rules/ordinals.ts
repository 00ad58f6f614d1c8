/** 1st, 2nd, 3rd: as the sentences of rules say them. */

export const ORDINAL_WORDS = [
  ...['first', 'second', 'third', 'fourth', 'fifth'],
  ...['sixth', 'seventh', 'eighth', 'ninth', 'tenth'],
];

export function ordinalText(n: number): string {
  const teen = n % 100 > 10 && n % 100 < 14;
  return `${n}${(teen ? undefined : [undefined, 'st', 'nd', 'rd'][n % 10]) ?? 'th'}`;
}

/** The number of `2nd` or `second`, in lower case; undefined for another word. */
export function ordinalValue(word: string): number | undefined {
  const spelt = ORDINAL_WORDS.indexOf(word);
  if (spelt !== -1) return spelt + 1;
  const digits = /^(\d{1,10})(?:st|nd|rd|th)$/.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
