import { z } from 'zod';
import * as forms from '../../../src/controllers/form-schemas.js';
import type { HttpTarget } from './http-inputs.js';

const Next = z.object({ next: z.string() });

/**
 * The input of every page. The schemas of the API come from its table of operations, but nothing connects the route of a
 * page with its form, so a new page needs a line here; a test fails without it.
 */
export const PAGES: Readonly<Record<string, Omit<HttpTarget, 'route'>>> = {
  'GET /': {},
  'GET /register': { query: Next },
  'POST /register': { body: forms.RegisterForm.extend(Next.partial().shape) },
  'GET /login': { query: Next },
  'POST /login': { body: forms.LoginForm.extend(Next.partial().shape) },
  'POST /logout': {},
  'GET /home': {},
  'POST /join': { body: forms.JoinForm },
  'POST /meetings': {},
  'GET /room/:code': {},
  'GET /history': { query: forms.HistoryQuery },
  'GET /account': { query: z.object({ saved: z.string().optional() }) },
  'POST /account': { body: forms.AccountForm },
  'POST /account/password': { body: forms.PasswordForm },
  'POST /account/sessions': { body: forms.EndSessionForm },
  'POST /account/export': {},
  'POST /account/delete': { body: forms.DeletionForm },
};
