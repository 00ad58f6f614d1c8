/** Text → YAML nodes with offsets, and what is wrong with the text as YAML. */
import { isAlias, isCollection, isNode, isPair, parseDocument } from 'yaml';
import type { ErrorCode, Node } from 'yaml';
import type { Problems } from './problems.ts';

/** The same limit as the `run` request's. */
const MOST_CHARACTERS = 1 << 20;

const QUOTES = 'A text with ": " or " #" in it, or one that starts with a sign, needs quotes around it.';
const INDENT = 'Lines of one list or group start in the same column; what belongs to a line is two spaces deeper.';

/** What a person can do about the YAML reader's errors; the others keep its own words only. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: INDENT,
  BAD_SCALAR_START: QUOTES,
  BLOCK_AS_IMPLICIT_KEY: QUOTES,
  BLOCK_IN_FLOW: INDENT,
  MISSING_CHAR: 'Every quote and every bracket needs its partner.',
  MULTILINE_IMPLICIT_KEY: 'A field is a name, a colon and a space, as in "title: ...".',
  MULTIPLE_DOCS: 'One file holds one lesson: take the line "---" away.',
  UNEXPECTED_TOKEN: QUOTES,
};

/** The root node, or undefined after at least one problem was added. */
export function parseYaml(text: string, problems: Problems): Node | undefined {
  if (text.length > MOST_CHARACTERS) {
    problems.add(0, 'The file is larger than 1 MB.', 'A lesson has about 40 lines.');
    return undefined;
  }
  for (let at = text.indexOf('\t'); at !== -1; at = text.indexOf('\t', at + 1)) {
    problems.add(at, 'There is a tab character here.', 'Use spaces.');
  }
  if (problems.count > 0) return undefined;

  // `failsafe` keeps every scalar a string: `80` and `yes` mean what their sentence says. Duplicate keys are
  // looked for by the field reader, which can go on after one.
  const document = parseDocument(text, {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
  });
  for (const error of [...document.errors, ...document.warnings]) {
    problems.add(error.pos[0], sentence(error.message), HINTS[error.code] ?? '');
  }
  const root = document.contents;
  if (root === null) {
    problems.add(0, 'The file is empty.', 'A lesson starts with "lesson: " and its name.');
    return undefined;
  }
  refuseReferences(text, root, problems);
  return problems.count > 0 ? undefined : root;
}

/** Anchors make a short file mean a huge one, and a reader must jump to follow them: the language has none. */
function refuseReferences(text: string, node: unknown, problems: Problems): void {
  if (isPair(node)) {
    refuseReferences(text, node.key, problems);
    refuseReferences(text, node.value, problems);
    return;
  }
  if (!isNode(node)) return;
  const start = node.range?.[0] ?? 0;
  if (isAlias(node)) {
    problems.add(
      start,
      `"*${node.source}" refers to another place.`,
      'Write the text again, or quote it if the * is meant.',
    );
  } else if (node.anchor !== undefined) {
    const at = text.lastIndexOf(`&${node.anchor}`, start);
    problems.add(
      Math.max(at, 0),
      `"&${node.anchor}" names a place.`,
      'Lessons have no anchors; quote the text if the & is meant.',
    );
  } else if (node.tag !== undefined) {
    let at = text.lastIndexOf('!', start);
    while (text[at - 1] === '!') at -= 1;
    problems.add(Math.max(at, 0), 'Lessons have no YAML tags.', 'Quote the text if the ! is meant.');
  }
  if (isCollection(node)) for (const item of node.items) refuseReferences(text, item, problems);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
