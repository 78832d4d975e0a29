import assert from 'node:assert/strict';
import { agent } from 'supertest';
import { z } from 'zod';
import { openApiDocument } from '../../src/controllers/api/openapi.js';
import { ANN } from './start-server.js';

export type Method = 'get' | 'post' | 'patch' | 'delete' | 'options';

export interface ApiRequest {
  token?: string;
  body?: object;
  headers?: Record<string, string>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  /** The JSON of the answer, or an empty object. */
  readonly body: Record<string, unknown>;
}

interface DescribedOperation {
  responses: Record<string, { content?: { 'application/json': { schema: object } } }>;
}

export const PATHS = openApiDocument('')['paths'] as Record<string, Record<string, DescribedOperation>>;

/** Sends a request to the API. Fails if the OpenAPI document does not describe the answer. */
export async function callApi(
  url: string,
  method: Method,
  path: string,
  { token, body, headers = {} }: ApiRequest = {},
): Promise<ApiAnswer> {
  const request = agent(url)[method](`/api/v1${path}`).set(headers);
  if (token !== undefined) request.set('Authorization', `Bearer ${token}`);
  const answer = await (body === undefined ? request : request.send(body));
  const json = answer.body as Record<string, unknown>;
  checkAgainstDocument(method, `/api/v1${path.split('?')[0] ?? ''}`, answer.status, json);
  return { status: answer.status, headers: answer.headers, body: json };
}

/** Logs in and resolves to the token. */
export async function tokenFor(url: string, username = ANN.username): Promise<string> {
  const { status, body } = await callApi(url, 'post', '/login', {
    body: { username, password: ANN.password },
  });
  assert.equal(status, 200);
  return String(body['token']);
}

/** The code of an error. */
export function codeOf({ body }: ApiAnswer): unknown {
  return (body['error'] as { code?: unknown } | undefined)?.code;
}

/** Fails if the document describes the operation but not this answer. `path` has no query. */
export function checkAgainstDocument(method: string, path: string, status: number, body: object): void {
  const described = Object.entries(PATHS).find(([pattern]) =>
    new RegExp(`^${pattern.replace('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )?.[1][method];
  if (!described) return; // an unknown address or a preflight
  const response = described.responses[status];
  assert.ok(response, `the document lacks the status ${status} of ${method} ${path}`);
  const schema = response.content?.['application/json'].schema;
  if (schema) compiled(schema).parse(body);
  else assert.deepEqual(body, {}, `${method} ${path} has no body`);
}

const schemas = new Map<object, z.ZodType>();

function compiled(schema: object): z.ZodType {
  const known = schemas.get(schema) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  schemas.set(schema, known);
  return known;
}
