import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import lab from './lint/zones.js';

/** Outside every tsconfig, so linted without types. */
const UNTYPED = ['*.ts', '**/*.js', '**/*.mjs'];

export default defineConfig(
  globalIgnores(['build/', 'dist/', 'node_modules/', 'test/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommended,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A lost promise is a lost error: in the daemon that would be a lab that hangs without a word.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      // A new event or call must reach every fold that switches on it.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always'],
      'max-lines': ['error', { max: 500 }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // svelte-check knows the browser's names.
      'no-undef': 'off',
      // Folds are plain objects on purpose: the session says once a frame that it has grown.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.svelte'], plugins: { lab }, rules: { 'lab/zones': 'error' } },
  {
    files: UNTYPED,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly' },
    },
  },
);
