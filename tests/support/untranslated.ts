import ts from 'typescript';
import type { SourceFile } from './source-files.js';

/** area → key → text */
export type Catalogue = Record<string, Record<string, string>>;

/** Texts in templates that are the same in every language. */
const SAME_IN_TEMPLATES = ['Parley', 'abc-defg-hjk'];

const EJS_BLOCK = /<%[\s\S]*?%>/g;
const EJS_COMMENT = /<%#[\s\S]*?%>/g;
const TEXT_ATTRIBUTE =
  /\s(?:aria-label|aria-description|aria-roledescription|title|placeholder|alt|label|data-hint)="([^"]*)"/g;
/** The value of a button is its text; the value of any other field belongs to programs. */
const BUTTON_VALUE = /<input\s[^>]*type="(?:submit|button|reset)"[^>]*\svalue="([^"]*)"/g;

/** Returns the texts of a template that do not come from a message: between tags, in attributes, and in its code. */
export function untranslatedInTemplate(text: string): string[] {
  const withoutNotes = text.replace(EJS_COMMENT, '');
  const markup = withoutNotes.replace(EJS_BLOCK, '').replace(/<!--[\s\S]*?-->|<!doctype[^>]*>/gi, '');
  const attributes = [TEXT_ATTRIBUTE, BUTTON_VALUE].flatMap((pattern) =>
    [...markup.matchAll(pattern)].map(([, value = '']) => value),
  );
  const betweenTags = markup.split(/<\/?[a-z][^>]*>/i);
  const literals = (withoutNotes.match(EJS_BLOCK) ?? []).flatMap((block) =>
    [...block.matchAll(/(['"`])((?:\\.|(?!\1).)*)\1/gs)].map(([, , value = '']) => value),
  );
  return [
    ...[...attributes, ...betweenTags].map((found) => found.trim()).filter((found) => /\p{L}/u.test(found)),
    ...literals.filter((literal) => isSentence(literal) || /^\p{Lu}\p{Ll}/u.test(literal)),
  ].filter((found) => !SAME_IN_TEMPLATES.includes(found));
}

/** Stands for a value inside a template string. */
const VALUE = '\uFFFC';
const WORD = String.raw`(?:\p{L}[\p{L}’'-]*|${VALUE})`;
const TWO_WORDS = new RegExp(String.raw`${WORD}[,.:;…!?)]*\s+\(?${WORD}`, 'u');

/** Whether the text has two words, of which at most one is a value. */
function isSentence(text: string): boolean {
  return TWO_WORDS.test(text) && /\p{L}{2}/u.test(text.replaceAll(VALUE, ''));
}

/** Returns the literals of a script that look like text for people: sentences, and words that the page shows directly. */
export function untranslatedInScript({ path, text }: Pick<SourceFile, 'path' | 'text'>): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const literal = literalText(node);
    if (literal !== null && !isForPrograms(node)) {
      const hasLetters = /\p{L}/u.test(literal.replaceAll(VALUE, ''));
      if (isSentence(literal) || isWordForPeople(literal) || (hasLetters && isShown(node)))
        found.push(literal.replaceAll(VALUE, '…'));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Whether the text is one capitalised word. Names of keys and errors look alike, and scripts need them. */
function isWordForPeople(text: string): boolean {
  return /^\p{Lu}\p{Ll}{2,}[.!?…]?$/u.test(text) && !KEYS.includes(text);
}

const KEYS = ['Escape', 'Enter', 'Home', 'End', 'Tab'];

function literalText(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => VALUE + literal.text).join('');
}

/** Callees whose arguments people do not read. */
const PROGRAM_CALLS =
  /(?:^|\.)(?:(?:console|log|classList)\.\w+|morgan|querySelector(?:All)?|closest|matches|matchMedia|find|clone|setHeader|vary)$/;

function isForPrograms(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent))
    return true;
  if (isComparison(parent)) return true;
  return contexts(node).some(
    (outer) =>
      ts.isThrowStatement(outer) ||
      ts.isElementAccessExpression(outer) ||
      (ts.isNewExpression(outer) && /(?:Error|Exception)$/.test(outer.expression.getText())) ||
      (ts.isCallExpression(outer) && PROGRAM_CALLS.test(outer.expression.getText())) ||
      (ts.isPropertyAssignment(outer) && outer.name.getText() === 'key') ||
      (isAssignment(outer) && /\.style\.|\.className$/.test(outer.left.getText())),
  );
}

/** Properties, attributes and functions that show a text, so that even one word is a text for people. */
const SHOWING_PROPERTIES =
  /(?:^|\.|\[')(?:textContent|innerText|title|placeholder|alt|ariaLabel|label|hint|heading|note)(?:'\])?$/;
const SHOWING_ATTRIBUTES = /^.(?:aria-label|aria-description|title|placeholder|alt|data-hint).$/;
const SHOWING_CALLS = /(?:^|\.)(?:setText|setExpanded|notices\.(?:tell|problem))$/;

function isShown(node: ts.Node): boolean {
  return contexts(node).some((outer) => {
    if (ts.isPropertyAssignment(outer)) return SHOWING_PROPERTIES.test(outer.name.getText());
    if (isAssignment(outer)) return SHOWING_PROPERTIES.test(outer.left.getText());
    if (!ts.isCallExpression(outer)) return false;
    const callee = outer.expression.getText();
    const [first] = outer.arguments;
    const setsText = callee.endsWith('.setAttribute') && SHOWING_ATTRIBUTES.test(first?.getText() ?? '');
    return SHOWING_CALLS.test(callee) || (setsText && node !== first);
  });
}

/** Returns the expressions and the statement around the node, up to the next function with a body. */
function contexts(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  for (let outer = node.parent; !ts.isBlock(outer) && !ts.isSourceFile(outer); outer = outer.parent)
    found.push(outer);
  return found;
}

function isComparison(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText());
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** Returns the messages, as `area.key`, that no template and no script uses. */
export function unusedMessages(catalogue: Catalogue, files: SourceFile[]): string[] {
  const uses = new Set(files.flatMap(usesIn));
  const server = files.filter(({ path }) => !path.startsWith('src/client/'));
  /** Areas whose keys the server passes on as literals of the type `keyof Messages['area']`. */
  const typedAreas = new Set(
    server.flatMap(({ code }) => [...code.matchAll(/\bMessages\['(\w+)'\]/g)].map(([, area]) => area)),
  );
  const literals = new Set(
    server.flatMap(({ code }) => [...code.matchAll(/'([a-z]\w*)'/g)].map(([, literal]) => literal)),
  );
  return Object.entries(catalogue).flatMap(([area, messages]) =>
    Object.keys(messages)
      .filter((key) => !uses.has(`${area}.${key}`) && !(typedAreas.has(area) && literals.has(key)))
      .map((key) => `${area}.${key}`),
  );
}

const IMPORT = /import \{ messages(?: as (?<alias>\w+))? \} from '#messages\/(?<area>\w+)'/g;
const TEXTS = /const (?<alias>\w+) = (?:textsOf|messagesFor)\(\w+\)\.(?<area>\w+)\b/g;

function usesIn({ path, code }: SourceFile): string[] {
  const direct = path.endsWith('.ejs') ? /\bt\.(\w+)\.(\w+)/g : /\btextsOf\(\w+\)\.(\w+)\.(\w+)/g;
  const aliased = [IMPORT, TEXTS].flatMap((pattern) =>
    [...code.matchAll(pattern)].flatMap(({ groups }) => {
      const { alias = 'messages', area = '' } = groups ?? {};
      const keys = code.matchAll(new RegExp(String.raw`\b${alias}\.(\w+)`, 'g'));
      return [...keys].map(([, key = '']) => `${area}.${key}`);
    }),
  );
  return [...[...code.matchAll(direct)].map(([, area = '', key = '']) => `${area}.${key}`), ...aliased];
}

/** Words that are the same in French. */
export const SAME_IN_FRENCH = [
  'Administration',
  'Conversation',
  'Message',
  'Messages',
  'Notifications',
  'Parley',
  'Sessions',
];

/** Returns the messages, as `area.key: text`, whose translation is the English text. */
export function sameTexts(english: Catalogue, translation: Catalogue): string[] {
  return Object.entries(english).flatMap(([area, messages]) =>
    Object.entries(messages)
      .filter(([key, text]) => translation[area]?.[key] === text && hasWordsToTranslate(text))
      .map(([key, text]) => `${area}.${key}: ${text}`),
  );
}

function hasWordsToTranslate(text: string): boolean {
  const words = wordsOf(text);
  return words !== '' && !SAME_IN_FRENCH.includes(words);
}

/** The text without simple arguments and without punctuation around it. */
export function wordsOf(text: string): string {
  return text.replace(/\{\w+\}/g, '').replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}
