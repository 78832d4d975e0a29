import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Text from people must never become markup. These properties and methods turn a string into markup. */
const NO_MARKUP_FROM_STRINGS = [
  'error',
  ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe'].map((property) => ({
    property,
    message: 'Clone a <template> and set its text. Only EJS files contain HTML.',
  })),
  {
    object: 'document',
    property: 'write',
    message: 'Clone a <template> and set its text. Only EJS files contain HTML.',
  },
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'public/',
    'src/messages/compiled/',
    'node_modules/',
    'data/',
    'test-results/',
    '**/*.d.mts',
  ]),
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
      // noPropertyAccessFromIndexSignature requires `env['PORT']`.
      '@typescript-eslint/dot-notation': 'off',
      // `!` is fine in tests, and where the line itself shows that the value exists.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Numbers and booleans have one obvious text form.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Handlers return early with `return res.redirect(…)`.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Interfaces declare callbacks as methods. The rule mistakes them for methods of classes.
      '@typescript-eslint/unbound-method': 'off',
      // `async` turns a throw into a rejection, which the callers of an interface expect.
      '@typescript-eslint/require-await': 'off',
      // mongoose's types expect instances of its classes where plain Dates and objects are correct.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A type parameter that occurs once can still connect an event with its payload.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/logging/log.ts', 'src/**/*.test.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // The page scripts and the embedded database cannot use the server's log, so they may use console.error.
    files: ['src/client/**/*.ts', 'src/embedded-mongo/**/*.ts'],
    rules: { 'no-console': ['error', { allow: ['error'] }] },
  },
  {
    files: ['src/**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      // `test()` and `describe()` of node:test return promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
      // Tests may use functions that a library has deprecated.
      '@typescript-eslint/no-deprecated': 'off',
      // Test doubles often contain functions that do nothing.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'bench/**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
