import type { HttpClient } from './http-client.js';
import type { HttpAnswer } from './http-client.js';
import type { HttpInput } from './http-inputs.js';
import { PASSWORD } from './world.js';
import type { World } from './world.js';

const ACTORS = 4;

interface Actor {
  readonly username: string;
  cookie: string;
  token: string;
  /** A call in the own history, if the actor has noted a meeting. */
  callId: string;
  /** The latest meeting that the actor has created. */
  code: string;
  isSpent: boolean;
}

/**
 * Accounts that send the inputs. An input may log its actor out, change its password or delete it, so `renew` replaces
 * such actors after each batch.
 */
export class Actors {
  readonly #world: World;
  readonly #client: HttpClient;
  readonly #actors: Actor[] = [];
  #names = 0;

  constructor(world: World, client: HttpClient) {
    this.#world = world;
    this.#client = client;
  }

  async renew(): Promise<void> {
    for (let at = 0; at < ACTORS; at += 1)
      if (this.#actors[at]?.isSpent !== false) this.#actors[at] = await this.#create();
  }

  /** Sends the input as one of the actors. */
  async send(input: HttpInput, at: number): Promise<HttpAnswer> {
    const actor = this.#actors[at % ACTORS];
    if (!actor) throw new Error('Call renew first.');
    this.#world.tick();
    const answer = await this.#client.send({
      ...input,
      path: this.#fill(input.path, { ...actor, code: encodeURIComponent(actor.code) }),
      body: input.body && this.#fillBytes(input.body, actor),
      headers: { ...credentials(input, actor), ...input.headers },
    });
    learn(actor, input, answer);
    return answer;
  }

  /** Puts values in the places that the examples have left for them. */
  #fill(text: string, { username, callId, code }: Actor): string {
    return text
      .replaceAll('@username', username)
      .replaceAll('@callId', callId)
      .replaceAll('@code', () => code)
      .replaceAll('@new', () => this.#newName());
  }

  /** Leaves all other bytes as they are, also those that are no UTF-8. */
  #fillBytes(bytes: Buffer, actor: Actor): Buffer {
    const code = Buffer.from(actor.code).toString('latin1');
    return Buffer.from(this.#fill(bytes.toString('latin1'), { ...actor, code }), 'latin1');
  }

  #newName(): string {
    this.#names += 1;
    return `fuzzer-${this.#names}`;
  }

  async #create(): Promise<Actor> {
    const username = this.#newName();
    const cookie = await this.#cookieOf({ name: 'Mallory', username, password: PASSWORD });
    const { text } = await this.#client.send({
      method: 'POST',
      path: '/api/v1/login',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ username, password: PASSWORD })),
    });
    const { token } = JSON.parse(text) as { token?: string };
    if (token === undefined) throw new Error(`The server refused a token: ${text}`);
    return { username, cookie, token, callId: 'none', code: 'none', isSpent: false };
  }

  async #cookieOf(account: Record<string, string>): Promise<string> {
    const { status, headers } = await this.#client.send({
      method: 'POST',
      path: '/register',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(new URLSearchParams(account).toString()),
    });
    const cookie = headers['set-cookie']?.[0]?.split(';')[0];
    if (cookie === undefined) throw new Error(`The server refused to register an actor (${status}).`);
    return cookie;
  }
}

function credentials({ sender }: HttpInput, { cookie, token }: Actor): Record<string, string> {
  switch (sender) {
    case 'cookie':
      return { cookie };
    case 'token':
      return { authorization: `Bearer ${token}` };
    case 'nobody':
      return {};
    case 'bad':
      return { cookie: `${cookie.slice(0, -3)}xyz`, authorization: `Bearer ${token.slice(0, -3)}xyz` };
  }
}

function learn(
  actor: Actor,
  { sender, headers: sent }: HttpInput,
  { status, headers, text }: HttpAnswer,
): void {
  const isOwn = (sender === 'cookie' || sender === 'token') && !sent['cookie'] && !sent['authorization'];
  if (!isOwn) return;
  if (headers['set-cookie']?.some((cookie) => !actor.cookie.startsWith(cookie.split(';')[0] ?? '')))
    actor.isSpent = true;
  if (status === 401 || String(headers.location).startsWith('/login')) actor.isSpent = true;
  if (status === 201) actor.code = /"code":"([^"]+)"/.exec(text)?.[1] ?? actor.code;
  actor.callId = /"callId":"([0-9a-f]{24})"/.exec(text)?.[1] ?? actor.callId;
}
