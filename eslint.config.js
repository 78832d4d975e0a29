import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Markup of people must stay text: these are the ways in which a string becomes markup. */
const NO_MARKUP_FROM_STRINGS = [
  'error',
  ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe'].map((property) => ({
    property,
    message: 'Clone a <template> and set text; HTML is written in EJS only.',
  })),
  {
    object: 'document',
    property: 'write',
    message: 'Clone a <template> and set text; HTML is written in EJS only.',
  },
];

export default defineConfig(
  globalIgnores(['dist/', 'public/', 'node_modules/', 'data/', 'test-results/', '**/*.d.mts']),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-implicit-coercion': ['error', { allow: ['!!'] }],
      'no-restricted-properties': NO_MARKUP_FROM_STRINGS,
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `env['PORT']` is what noPropertyAccessFromIndexSignature asks for.
      '@typescript-eslint/dot-notation': 'off',
      // In a test, and where the line itself shows why, `!` says what a check would only repeat.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A number reads the same in a template as anywhere else.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `return res.redirect(…)` is how a handler leaves early, and says that nothing follows.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Callbacks are declared as methods of interfaces; the rule takes them for methods of classes.
      '@typescript-eslint/unbound-method': 'off',
      // `async` alone makes a throw a rejection, which is what the callers of an interface expect.
      '@typescript-eslint/require-await': 'off',
      // mongoose's own Date and SchemaTypeOptions are classes that nobody is meant to make.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A type parameter that is used once may still be what ties an event to its payload.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/log.ts', 'src/**/*.test.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // Bugs in a browser, and in a store that knows nothing of our log, are told where those who look for them look.
    files: ['src/client/**/*.ts', 'src/embedded-mongo/**/*.ts'],
    rules: { 'no-console': ['error', { allow: ['error'] }] },
  },
  {
    files: ['src/**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      // `test()` and `describe()` of node:test answer promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
      // Drivers still send the older forms, so the store is tested with them.
      '@typescript-eslint/no-deprecated': 'off',
      // A stand-in often does nothing.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
