/**
 * The zones of the source tree and what each may import. `common ← linux ← daemon`; the hosts, the preload
 * script and the renderer build on `common` only, so the running sides can meet in messages alone.
 */
import { builtinModules } from 'node:module';
import path from 'node:path';

const NODE = 'node:*';
const PACKAGES = 'npm packages';

/** Packages that one zone owns. Elsewhere they are not among the 'npm packages'. */
const OWNED_PACKAGES = ['koffi', 'electron'];

/**
 * One row per zone: its folder, and what it may import besides itself. A zone without a row does not exist,
 * and an import from a folder without a row is an error.
 */
export const ZONES = {
  common: { folder: 'src-main/common', may: [PACKAGES] },
  linux: { folder: 'src-main/linux', may: ['common', NODE, PACKAGES, 'koffi'] },
  daemon: { folder: 'src-main/daemon', may: ['common', 'linux', NODE, PACKAGES] },
  host: { folder: 'src-main/host', may: ['common', 'resources', NODE, PACKAGES] },
  /** Its command `serve` starts the served app. */
  cli: { folder: 'src-main/cli', may: ['common', 'host', 'serve', NODE, PACKAGES] },
  serve: { folder: 'src-main/serve', may: ['common', 'host', NODE, PACKAGES] },
  desktop: { folder: 'src-main/desktop', may: ['common', 'host', NODE, PACKAGES, 'electron'] },
  preload: { folder: 'src-main/preload', may: ['common', 'electron'] },
  renderer: { folder: 'src-renderer', may: ['common', 'resources', PACKAGES] },
  /** Data that is bundled in: translations. */
  resources: { folder: 'resources', may: [] },
};

const SOURCE_ROOTS = ['src-main', 'src-renderer'];

const isInside = (file, folder) => file === folder || file.startsWith(folder + '/');

function zoneOf(file) {
  return Object.keys(ZONES).find((name) => isInside(file, ZONES[name].folder));
}

/** What an import reaches, in the words of the table. `from` is relative to the root of the checkout. */
function targetOf(specifier, from) {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return NODE;
  if (specifier.startsWith('.')) {
    const file = path.posix.join(path.posix.dirname(from), specifier.replace(/\?.*$/, ''));
    return zoneOf(file) ?? 'outside every zone';
  }
  // A path from the root of the disk, a URL or a '#' alias would go round the table.
  if (/^(\/|#|[a-z]+:)/i.test(specifier)) return 'outside every zone';
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  return OWNED_PACKAGES.includes(name) ? name : PACKAGES;
}

/** The same for a person. */
function inWords(target) {
  if (target === NODE) return 'a Node module';
  if (target in ZONES) return `in zone '${target}'`;
  const owners = Object.keys(ZONES).filter((name) => ZONES[name].may.includes(target));
  if (OWNED_PACKAGES.includes(target)) return `for ${owners.join(' and ') || 'no zone yet'} only`;
  return target === PACKAGES ? 'an npm package' : target;
}

/** The text of `'x'` or a template without parts; undefined when it is computed. */
function literalText(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
const zonesRule = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'imports stay within what the zone table allows' },
    messages: {
      outside: "Zone '{{zone}}' may import only {{may}}; '{{specifier}}' is {{what}}.",
      computed: "Zone '{{zone}}' may import only {{may}}: a computed module name cannot be checked, write it out.",
      noZone: "'{{file}}' is in no zone: put it in one ({{zones}}) or give its folder a row in lint/zones.js.",
    },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    if (!SOURCE_ROOTS.some((root) => isInside(file, root))) return {};

    const zone = zoneOf(file);
    if (zone === undefined) {
      const zones = Object.keys(ZONES).join(', ');
      return { Program: (node) => context.report({ node, messageId: 'noZone', data: { file, zones } }) };
    }
    const may = ['itself', ...ZONES[zone].may].join(', ');

    const check = (node) => {
      if (!node) return;
      const specifier = literalText(node);
      if (specifier === undefined) {
        context.report({ node, messageId: 'computed', data: { zone, may } });
        return;
      }
      const target = targetOf(specifier, file);
      if (target === zone || ZONES[zone].may.includes(target)) return;
      context.report({ node, messageId: 'outside', data: { specifier, what: inWords(target), zone, may } });
    };

    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
      TSExternalModuleReference: (node) => check(node.expression),
      CallExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0]);
      },
    };
  },
};

export default { rules: { zones: zonesRule } };
