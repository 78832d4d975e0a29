import { UserModel } from '../../../src/models/user.js';
import { ORIGIN } from '../passkey-person.js';
import { SoftwareAuthenticator } from '../software-authenticator.js';
import type { HttpAnswer, HttpClient } from './http-client.js';
import { PASSWORD } from './world.js';

/** What an actor has besides an account with one meeting. */
export interface ActorKind {
  readonly isAdmin: boolean;
  readonly hasPasskey: boolean;
  /** Logins need a passkey or a recovery code too. */
  readonly hasSecondFactor: boolean;
}

/** An account that sends inputs. */
export interface Actor extends ActorKind {
  readonly id: string;
  readonly username: string;
  readonly cookie: string;
  /** A token of the API, and its id. */
  readonly token: string;
  readonly tokenId: string;
  readonly authenticator: SoftwareAuthenticator;
  /** Empty without a passkey. */
  readonly passkeyId: string;
  /** Each can be used once. */
  readonly recoveryCodes: string[];
  /** A call in the own history, if the actor has noted a meeting. */
  callId: string;
  /** The latest meeting that the actor has created. */
  code: string;
  /** An input may have logged the actor out, changed the password or deleted the account. */
  isSpent: boolean;
}

export async function createActor(client: HttpClient, username: string, kind: ActorKind): Promise<Actor> {
  const registered = await sendForm(client, '/register', { name: 'Mallory', username, password: PASSWORD });
  const cookie = cookiesOf(registered)[0];
  if (cookie === undefined) throw new Error(`The server refused to register an actor: ${registered.status}`);
  const { token = '' } = await json(client, 'POST', '/login', '', { username, password: PASSWORD });
  const { tokens = [] } = await json(client, 'GET', '/tokens', token);
  const { code = '' } = await json(client, 'POST', '/meetings', token, { title: 'Own' });
  const { id = '' } = await json(client, 'GET', '/me', token);
  const authenticator = new SoftwareAuthenticator(ORIGIN);
  const passkey = kind.hasPasskey ? await addPasskey(client, cookie, authenticator) : NO_PASSKEY;
  if (kind.hasSecondFactor) await sendForm(client, '/account/second-factor', { secondFactor: 'on' }, cookie);
  if (kind.isAdmin) await UserModel.updateOne({ username }, { $set: { isAdmin: true } });
  return {
    ...kind,
    ...passkey,
    id,
    username,
    cookie,
    token,
    tokenId: tokens[0]?.id ?? '',
    authenticator,
    callId: 'none',
    code,
    isSpent: false,
  };
}

const NO_PASSKEY: Pick<Actor, 'passkeyId' | 'recoveryCodes'> = { passkeyId: '', recoveryCodes: [] };

async function addPasskey(
  client: HttpClient,
  cookie: string,
  authenticator: SoftwareAuthenticator,
): Promise<typeof NO_PASSKEY> {
  const passkeyName = 'Laptop';
  const offer = await sendForm(client, '/account/passkeys/options', { passkeyName }, cookie);
  const passkey = authenticator.create(JSON.parse(offer.text) as CreationOptions);
  const cookies = [cookie, ...cookiesOf(offer)].join('; ');
  const added = await sendForm(client, '/account/passkeys', { passkeyName, passkey }, cookies);
  const account = await client.send({ method: 'GET', path: '/account', headers: { cookie }, body: null });
  const passkeyId = /name="passkey" value="([^"]+)"/.exec(account.text)?.[1];
  if (passkeyId === undefined) throw new Error(`The server refused a passkey: ${added.status}`);
  const recoveryCodes = [...added.text.matchAll(/<code>([^<]+)<\/code>/g)].map(([, one = '']) => one);
  return { passkeyId, recoveryCodes };
}

export type CreationOptions = Parameters<SoftwareAuthenticator['create']>[0];

/** Sends a form from the address to which passkeys belong. */
export function sendForm(
  client: HttpClient,
  path: string,
  form: Record<string, string>,
  cookie = '',
): Promise<HttpAnswer> {
  return client.send({
    method: 'POST',
    path,
    headers: { host: HOST, 'content-type': 'application/x-www-form-urlencoded', cookie },
    body: Buffer.from(new URLSearchParams(form).toString()),
  });
}

export const HOST = new URL(ORIGIN).host;

/** The cookies that the answer sets, without their attributes. */
export function cookiesOf({ headers }: HttpAnswer): string[] {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0] ?? '');
}

interface Json {
  token?: string;
  tokens?: { id: string }[];
  code?: string;
  id?: string;
}

async function json(
  client: HttpClient,
  method: string,
  path: string,
  token: string,
  body?: object,
): Promise<Json> {
  const { status, text } = await client.send({
    method,
    path: `/api/v1${path}`,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: body ? Buffer.from(JSON.stringify(body)) : null,
  });
  if (status >= 300) throw new Error(`The server refused ${path} to an actor: ${text}`);
  return JSON.parse(text) as Json;
}
