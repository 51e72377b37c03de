import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const NODE = { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly', URLSearchParams: 'readonly', AbortSignal: 'readonly',
  AbortController: 'readonly', fetch: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', setInterval: 'readonly', clearInterval: 'readonly',
  setImmediate: 'readonly', performance: 'readonly', structuredClone: 'readonly', globalThis: 'readonly', TextEncoder: 'readonly', TextDecoder: 'readonly' };
const BROWSER = { window: 'readonly', document: 'readonly', navigator: 'readonly', location: 'readonly', URL: 'readonly', fetch: 'readonly',
  setTimeout: 'readonly', clearTimeout: 'readonly' };
const TESTS = ['**/*.spec.ts', '**/*.test.mjs', 'apps/api/src/testing/**', 'libs/testing/**', 'e2e/**'];
/** What a person reads in a terminal; everything else logs through Nest. */
const SPEAKS = ['apps/runner/**', 'apps/api/src/*.ts', 'apps/api/src/demo/**', 'apps/portal/src/main.ts', 'apps/api/scripts/**', 'e2e/**', 'bench/**'];

/** Bounds that no honest function here has met: past them a reader loses the thread. */
const SIZE = {
  complexity: ['error', 18],
  'max-depth': ['error', 4],
  // A constructor lists collaborators that Nest hands in; nobody writes such a call.
  'no-restricted-syntax': [
    'error',
    { selector: ':matches(FunctionDeclaration, ArrowFunctionExpression)[params.length>8]', message: 'More than eight parameters: pass one object.' },
    { selector: ":not(MethodDefinition[kind='constructor']) > FunctionExpression[params.length>8]", message: 'More than eight parameters: pass one object.' },
    { selector: "MethodDefinition[kind='constructor'] > FunctionExpression[params.length>10]", message: 'More than ten collaborators: this class does two things.' },
  ],
  'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
};
const SENSE = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-param-reassign': 'error',
  'no-return-assign': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unused-expressions': 'error',
  'no-unreachable-loop': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'object-shorthand': 'error',
  radix: 'error',
};

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/.angular/', '**/coverage/', '.cache/', '.data*/', '**/*.generated.ts', '**/generated/', 'libs/testing/fixtures/', 'test-results/', 'playwright-report/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  { rules: { ...SIZE, ...SENSE } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // A promise nobody waits for loses its error, and with it a write.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Off on purpose: `import type` of an injected class takes its value from the decorators' metadata.
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'after-used', argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-unused-expressions': 'off',
      '@typescript-eslint/no-unused-expressions': 'error',
    },
  },
  {
    files: ['apps/portal/**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: ['apps/portal/tsconfig.json', 'apps/portal/tsconfig.spec.json'], tsconfigRootDir: import.meta.dirname } },
  },
  // Configuration in TypeScript, in no build: judged without types.
  { files: ['apps/portal/*.ts'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.{mjs,cjs,js}'], languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: NODE } },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } } },
  { files: ['apps/api/src/**/*.js'], languageOptions: { sourceType: 'script', globals: BROWSER } }, // scripts of the server-rendered pages
  { files: SPEAKS, rules: { 'no-console': 'off' } },
  { files: TESTS, rules: { complexity: 'off', 'max-lines': 'off', 'max-lines-per-function': 'off', '@typescript-eslint/only-throw-error': 'off' } },
  // A migration is one long statement after another, and splitting it would hide their order.
  { files: ['apps/api/src/platform/database/migrations/*.ts'], rules: { 'max-lines-per-function': 'off' } },
);
