import assert from 'node:assert/strict';
import { checkAgainstDocument } from '../api-client.js';
import { MARKUP } from './hostile.js';
import type { HttpAnswer } from './http-client.js';
import type { HttpInput } from './http-inputs.js';
import { checkText } from './world.js';

/** Fails unless the server has answered as it may answer any request, however hostile. */
export function checkAnswer(input: HttpInput, answer: HttpAnswer, secrets: readonly string[]): void {
  const { status, headers, text } = answer;
  const isApi = input.path.startsWith('/api/');
  if (status >= 500)
    assert.match(text, isApi ? /"code":"busy"/ : /Try again in a few seconds/, `status ${status}`);
  checkText(text, secrets, 'the answer');
  checkText(JSON.stringify(headers), secrets, 'the headers');
  assert.match(String(headers['content-security-policy']), /default-src 'none'/, 'the policy');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  if (isApi) checkApiAnswer(input, answer);
  else checkPageAnswer(input, answer);
}

function checkPageAnswer({ route }: HttpInput, { status, headers, text }: HttpAnswer): void {
  const { location } = headers;
  if (location !== undefined) {
    assert.match(location, /^\/(?![/\\])/, 'the server redirects only to itself');
    assert.equal(new URL(location, 'http://own.example').origin, 'http://own.example');
  }
  if (text === '') return;
  const type = String(headers['content-type']);
  // Scripts read the options for passkeys. All other JSON is a file.
  if (type.startsWith('application/json') && route.endsWith('/options')) JSON.parse(text);
  else if (type.startsWith('application/json'))
    assert.match(String(headers['content-disposition']), /^attachment;/);
  else assert.match(type, /^text\/html; charset=utf-8$|^text\/plain/, `status ${status}`);
  if (type.startsWith('text/html'))
    assert.ok(!text.includes(MARKUP), 'the page contains markup that somebody typed');
}

function checkApiAnswer({ method, path }: HttpInput, { status, headers, text }: HttpAnswer): void {
  if (method === 'HEAD' || text === '') {
    assert.ok(
      method === 'HEAD' || [204, 304].includes(status),
      `an answer with the status ${status} has no body`,
    );
    return;
  }
  assert.match(String(headers['content-type']), /^application\/json/);
  const body = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
  if (status >= 400) {
    assert.match(String(body.error?.code), /^[a-z]+(-[a-z]+)*$/);
    assert.match(String(body.error?.message), /^[A-Z].*\.$/s);
  }
  // Addresses that no operation has, for example because a slash in a parameter was not encoded, answer 404 or 400.
  // With an empty parameter, the address is that of the list.
  const address = path.split('?')[0]?.replace(/\/$/, '') ?? '';
  if (status !== 404 && status !== 400) checkAgainstDocument(method.toLowerCase(), address, status, body);
}
