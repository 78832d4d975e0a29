import { z } from 'zod';
import { ErrorAnswer } from './api-schemas.js';
import { OPERATIONS } from './operations.js';
import type { Operation } from './operations.js';

type Json = Record<string, unknown>;

/** Every operation can be refused with these. */
const COMMON_REFUSALS = [400, 413, 500, 503];

/** The OpenAPI 3.1 document of the API, whose addresses are below `basePath`, an empty text or like `/parley`. */
export function openApiDocument(basePath: string): Json {
  const paths: Record<string, Json> = {};
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(id, operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Parley', version: '1', description: 'All times are in UTC, in the form of ISO 8601.' },
    servers: [{ url: basePath || '/' }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'parley.sid' },
      },
    },
  };
}

function describe(operationId: string, { path, summary, access, query, body, answer, refusals }: Operation) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: jsonSchema(schema as z.ZodType, 'input'),
    })),
  ];
  const statuses = [...COMMON_REFUSALS, ...refusals].sort((a, b) => a - b);
  return {
    operationId,
    summary,
    security: access === 'anyone' ? [] : [{ token: [] }, { session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: content(body, 'input') } }),
    responses: {
      [answer.status]: {
        description: 'Success',
        ...(answer.schema && { content: content(answer.schema, 'output') }),
      },
      ...Object.fromEntries(
        statuses.map((status) => [
          status,
          { description: 'Refused', content: content(ErrorAnswer, 'output') },
        ]),
      ),
    },
  };
}

function content(schema: z.ZodType, io: 'input' | 'output') {
  return { 'application/json': { schema: jsonSchema(schema, io) } };
}

/** OpenAPI 3.1 uses JSON Schema 2020-12, as zod does, and names the version for the whole document. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
