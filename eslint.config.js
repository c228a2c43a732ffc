import { builtinModules } from 'node:module';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const builtins = builtinModules.flatMap((name) => [name, `node:${name}`]);

export default defineConfig(
  { ignores: ['dist/', 'node_modules/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: a name is what readers search for.' },
        {
          selector: 'ExportAllDeclaration',
          message: 'Name what you re-export: one careless export pulls Node code into the workflow sandbox.',
        },
        {
          selector:
            ':matches(SpreadElement > ObjectExpression, SpreadElement > ArrayExpression, JSXSpreadAttribute > ObjectExpression)',
          message: 'Write the members out: readers look for a merge that is not there.',
        },
        { selector: 'TSEnumDeclaration', message: 'Use `const X = {...} as const; type X = ...`.' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts', 'core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: builtins.map((name) => ({
            name,
            message: 'Workflow code and the pure core have no Node; effects go to activities/.',
          })),
        },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Intl', message: 'Its data changes with the Node version, which breaks replay.' },
        { name: 'Temporal', message: 'Its data changes with the Node version, which breaks replay.' },
        { name: 'process', message: 'There is no process in the sandbox; pass what is needed as input.' },
      ],
    },
  },
  // Tools that load these files ask for a default export.
  { files: ['*.config.ts', '*.config.js', 'test/support/global-setup.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
