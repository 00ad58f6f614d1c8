/** Damages a text as people and disks do: bytes, lines and words lost, doubled, swapped, or put in from elsewhere. */

/** Mulberry32, so that a run repeats from its seed. Answers with 0 … below − 1. */
export function randomSource(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return Math.floor((((z ^ (z >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** What breaks readers of YAML and of sentences. */
const STRANGE = [
  ...[
    '',
    ' ',
    '\n',
    '\t',
    '\r',
    '\0',
    '\u001b',
    '\ufeff',
    '\ud800',
    '中',
    '-',
    '- ',
    ': ',
    ':',
    ',',
    '"',
    "'",
    '#',
    '+',
  ],
  ...['&a ', '*a', '!x ', '!!binary ', '|', '>-', '? ', '[', ']', '{', '}', '%', '@', '`', '---', '...', '<<: ', '~'],
  ...['null', 'true', '0', '-1', '1e9', '99999999999', '0x1f', '__proto__', 'constructor', 'toString', 'connection 2'],
];

/** Splits so that joining gives the text back. */
const PIECES = {
  bytes: (text: string) => [...text],
  lines: (text: string) => text.split(/(?<=\n)/),
  words: (text: string) => text.split(/(?<=[\s,:])|(?=[\s,:])/),
};
const LEVELS = Object.values(PIECES);

export function mutate(text: string, random: (below: number) => number): string {
  const pieces = (LEVELS[random(LEVELS.length)] ?? PIECES.lines)(text);
  for (let edits = 1 + random(4); edits > 0; edits--) {
    const at = random(pieces.length);
    const other = random(pieces.length);
    switch (random(6)) {
      case 0:
        pieces.splice(at, 1 + random(3));
        break;
      case 1:
        pieces.splice(at, 0, pieces[other] ?? '');
        break;
      case 2:
        [pieces[at], pieces[other]] = [pieces[other] ?? '', pieces[at] ?? ''];
        break;
      case 3:
        pieces[at] = STRANGE[random(STRANGE.length)] ?? '';
        break;
      case 4:
        pieces.splice(at, 0, STRANGE[random(STRANGE.length)] ?? '');
        break;
      default:
        pieces[at] = String.fromCharCode(random(random(4) === 0 ? 0x10000 : 0x80));
    }
  }
  return random(50) === 0 ? pieces.slice(0, random(pieces.length)).join('') : pieces.join('');
}
