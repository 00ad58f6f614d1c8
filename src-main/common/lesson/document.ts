/** Text → YAML nodes with offsets, and what is wrong with the text as YAML. */
import { isAlias, isCollection, isNode, isPair, parseDocument, visit } from 'yaml';
import type { Document, ErrorCode, Node, YAMLError } from 'yaml';
import { told, type WordsName } from '../text/telling.ts';
import type { Problems } from './problems.ts';

/** The same limit as the `run` request's. */
const MOST_CHARACTERS = 1 << 20;

/** What the YAML reader's errors mean to who writes a lesson, and what to do. */
const INDENT = ['yaml.indent', 'yaml.indent-hint'] as const;
const FIELD = ['yaml.field', 'yaml.field-hint'] as const;
const ERRORS: Partial<Record<ErrorCode, readonly [message: WordsName, hint: WordsName]>> = {
  BAD_DQ_ESCAPE: ['yaml.escape', 'yaml.escape-hint'],
  BAD_INDENT: INDENT,
  BAD_SCALAR_START: ['yaml.start', 'yaml.quotes-hint'],
  BLOCK_AS_IMPLICIT_KEY: ['yaml.colon', 'yaml.quotes-hint'],
  BLOCK_IN_FLOW: INDENT,
  KEY_OVER_1024_CHARS: FIELD,
  MISSING_CHAR: ['yaml.missing', 'yaml.partner-hint'],
  MULTILINE_IMPLICIT_KEY: FIELD,
  MULTIPLE_DOCS: ['yaml.documents', 'yaml.documents-hint'],
  UNEXPECTED_TOKEN: ['yaml.token', 'yaml.quotes-hint'],
};
/** What a line that starts in a wrong column is taken for. */
const OF_INDENT: readonly ErrorCode[] = ['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY', 'UNEXPECTED_TOKEN'];
/** What the reader says of a quote and of a bracket without a partner, where it gave up looking for that. */
const OF_PARTNER: readonly ErrorCode[] = ['MISSING_CHAR', 'BAD_INDENT'];
const PARTNERS: Readonly<Record<string, string>> = { '"': '"', "'": "'", '[': ']', '{': '}' };
const OPEN = ['yaml.open', 'yaml.partner-hint'] as const;
/** What is left are directives, tags, anchors and the like, which lessons have not. */
const OTHER = ['yaml.token', 'yaml.plain-hint'] as const;

/** The root node, or undefined after at least one problem was added. */
export function parseYaml(text: string, problems: Problems): Node | undefined {
  if (text.length > MOST_CHARACTERS) {
    problems.add(0, told('file.too-large'), told('file.lines'));
    return undefined;
  }
  for (let at = text.indexOf('\t'); at !== -1; at = text.indexOf('\t', at + 1)) {
    problems.add(at, told('file.tab'), told('file.spaces'));
  }
  if (problems.count > 0) return undefined;

  // `failsafe` keeps every scalar a string: `80` and `yes` mean what their sentence says. Duplicate keys are
  // looked for by the field reader, which can go on after one.
  const document = parseDocument(text, {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
  });
  // Tags are looked for below. After its first error the reader has lost its way.
  const [error] = [...document.errors, ...document.warnings].filter(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  if (error !== undefined) {
    const open = openedAt(document, error, text);
    const [message, hint] = open === undefined ? meaningOf(error, text) : OPEN;
    problems.add(open ?? error.pos[0], told(message), told(hint));
    return undefined;
  }
  const root = document.contents;
  if (root === null) {
    problems.add(0, told('file.empty'), told('file.start'));
    return undefined;
  }
  refuseReferences(text, root, problems);
  return problems.count > 0 ? undefined : root;
}

function meaningOf({ code, pos: [at] }: YAMLError, text: string): readonly [message: WordsName, hint: WordsName] {
  const startsLine = /^[ -]*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
  return OF_INDENT.includes(code) && startsLine ? INDENT : (ERRORS[code] ?? OTHER);
}

/** Where the quote or the bracket stands whose partner the reader looked for in vain; undefined when it found something else. */
function openedAt(document: Document, { code, pos: [at] }: YAMLError, text: string): number | undefined {
  if (!OF_PARTNER.includes(code)) return undefined;
  let start: number | undefined;
  visit(document, {
    // The innermost comes last.
    Node(_, { range }) {
      if (!range || (range[1] !== at && range[2] !== at)) return;
      const partner = PARTNERS[text.charAt(range[0])];
      const isClosed = range[1] - range[0] > 1 && text[range[1] - 1] === partner;
      if (partner !== undefined && !isClosed) start = range[0];
    },
  });
  return start;
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
    problems.add(start, told('file.alias', { name: node.source }), told('file.alias-hint'));
  } else if (node.anchor !== undefined) {
    const at = text.lastIndexOf(`&${node.anchor}`, start);
    problems.add(Math.max(at, 0), told('file.anchor', { name: node.anchor }), told('file.anchor-hint'));
  } else if (node.tag !== undefined) {
    let at = text.lastIndexOf('!', start);
    while (text[at - 1] === '!') at -= 1;
    problems.add(Math.max(at, 0), told('file.tag'), told('file.tag-hint'));
  }
  if (isCollection(node)) for (const item of node.items) refuseReferences(text, item, problems);
}
