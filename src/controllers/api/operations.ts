import type { z } from 'zod';
import type { Scope } from '../../services/api-tokens.js';
import * as schemas from './api-schemas.js';

export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** In the form of OpenAPI: `/api/v1/meetings/{code}`. */
  readonly path: string;
  readonly summary: string;
  /** `user` needs a login with any scope. */
  readonly access: 'anyone' | 'user' | Scope;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Without a schema the answer has no body. */
  readonly answer: { readonly status: 200 | 201 | 204; readonly schema?: z.ZodType };
  /** The statuses of the refusals that belong to this operation, besides 400, 413, 500 and 503. */
  readonly refusals: readonly number[];
}

/** Every operation of the API. The routes and the OpenAPI document both come from this table. */
export const OPERATIONS = {
  showDocument: {
    method: 'get',
    path: '/api/v1/openapi.json',
    summary: 'This document',
    access: 'anyone',
    answer: { status: 200, schema: schemas.DocumentAnswer },
    refusals: [],
  },
  logIn: {
    method: 'post',
    path: '/api/v1/login',
    summary: 'Log in and get a token that is valid for 30 days',
    access: 'anyone',
    body: schemas.LoginBody,
    answer: { status: 200, schema: schemas.TokenAnswer },
    refusals: [401, 403, 422, 429],
  },
  logOut: {
    method: 'post',
    path: '/api/v1/logout',
    summary: 'End the session, or revoke the token, that this request uses',
    access: 'user',
    answer: { status: 204 },
    refusals: [401, 403],
  },
  listTokens: {
    method: 'get',
    path: '/api/v1/tokens',
    summary: 'The valid tokens of the user, the newest first, without their secrets',
    access: 'read',
    answer: { status: 200, schema: schemas.TokensAnswer },
    refusals: [401, 403],
  },
  createToken: {
    method: 'post',
    path: '/api/v1/tokens',
    summary: 'Create a token; needs the password, and a session or the token of a login',
    access: 'write',
    body: schemas.NewTokenBody,
    answer: { status: 201, schema: schemas.CreatedTokenAnswer },
    refusals: [401, 403, 409, 422, 429],
  },
  revokeToken: {
    method: 'delete',
    path: '/api/v1/tokens/{id}',
    summary: 'Revoke a token of the user',
    access: 'write',
    answer: { status: 204 },
    refusals: [401, 403, 404],
  },
  showUser: {
    method: 'get',
    path: '/api/v1/me',
    summary: 'The user',
    access: 'read',
    answer: { status: 200, schema: schemas.UserAnswer },
    refusals: [401, 403],
  },
  listHistory: {
    method: 'get',
    path: '/api/v1/history',
    summary: 'The history of the user, the latest entry first, 50 entries at a time',
    access: 'read',
    query: schemas.HistoryPageQuery,
    answer: { status: 200, schema: schemas.HistoryAnswer },
    refusals: [401, 403],
  },
  noteMeeting: {
    method: 'post',
    path: '/api/v1/history',
    summary: 'Note a meeting in the history, as a call of no duration',
    access: 'write',
    body: schemas.CodeBody,
    answer: { status: 201, schema: schemas.EntryAnswer },
    refusals: [401, 403, 404, 422, 429],
  },
  deleteEntry: {
    method: 'delete',
    path: '/api/v1/history/{callId}',
    summary: 'Remove an entry from the history of the user',
    access: 'write',
    answer: { status: 204 },
    refusals: [401, 403, 404, 409],
  },
  listMeetings: {
    method: 'get',
    path: '/api/v1/meetings',
    summary: 'The meetings that the user hosts or attended, the latest first',
    access: 'read',
    answer: { status: 200, schema: schemas.MeetingsAnswer },
    refusals: [401, 403],
  },
  createMeeting: {
    method: 'post',
    path: '/api/v1/meetings',
    summary: 'Create a meeting',
    access: 'write',
    body: schemas.MeetingBody,
    answer: { status: 201, schema: schemas.MeetingAnswer },
    refusals: [401, 403, 422, 429],
  },
  showMeeting: {
    method: 'get',
    path: '/api/v1/meetings/{code}',
    summary: 'A meeting',
    access: 'read',
    answer: { status: 200, schema: schemas.MeetingAnswer },
    refusals: [401, 403, 404],
  },
  changeMeeting: {
    method: 'patch',
    path: '/api/v1/meetings/{code}',
    summary: 'Change the title and the access of a meeting that the user hosts',
    access: 'write',
    body: schemas.MeetingChangeBody,
    answer: { status: 200, schema: schemas.MeetingAnswer },
    refusals: [401, 403, 404, 422],
  },
  deleteMeeting: {
    method: 'delete',
    path: '/api/v1/meetings/{code}',
    summary: 'Delete a meeting that the user hosts, with its calls, their messages and their history entries',
    access: 'write',
    answer: { status: 204 },
    refusals: [401, 403, 404, 409],
  },
} satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
