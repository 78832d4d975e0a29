import { createActor, HOST } from './actor.js';
import type { Actor, ActorKind } from './actor.js';
import { prepare } from './ceremonies.js';
import type { Preparation } from './ceremonies.js';
import type { HttpClient } from './http-client.js';
import type { HttpAnswer } from './http-client.js';
import type { HttpInput } from './http-inputs.js';
import type { World } from './world.js';

const PLAIN: ActorKind = { isAdmin: false, hasPasskey: false, hasSecondFactor: false };
const KINDS: readonly ActorKind[] = [
  PLAIN,
  { ...PLAIN, hasPasskey: true },
  { ...PLAIN, hasPasskey: true, hasSecondFactor: true },
  { ...PLAIN, isAdmin: true },
];
/** Half of the inputs for these routes come from an actor who can use them. The other half comes from everyone. */
const EXPERTS: readonly [begin: RegExp, kind: number][] = [
  [/ \/admin/, 3],
  [/ \/login\/second-factor/, 2],
  [/ \/(?:login\/passkey|account\/(?:confirm|passkeys|second-factor))/, 1],
];

/** Accounts that send the inputs. `renew` replaces the spent ones after each batch. */
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
    for (const [at, kind] of KINDS.entries())
      if (this.#actors[at]?.isSpent !== false)
        this.#actors[at] = await createActor(this.#client, this.#newName(), kind);
  }

  /** Sends the input as one of the actors. */
  async send(input: HttpInput, at: number): Promise<HttpAnswer> {
    const actor = this.#actors[kindFor(input, at)];
    if (!actor) throw new Error('Call renew first.');
    this.#world.tick();
    const preparation = await prepare(this.#client, actor, input);
    const fields = this.#fields(actor, preparation);
    const answer = await this.#client.send({
      ...input,
      path: fill(input.path, fields, encodeURIComponent),
      body: input.body && fillBytes(input.body, fields),
      headers: { host: HOST, ...credentials(input, actor, preparation), ...input.headers },
    });
    learn(actor, input, answer);
    return answer;
  }

  /** The texts that no answer to this actor may contain. */
  secretsFor(input: HttpInput, at: number): readonly string[] {
    const { secrets, names } = this.#world;
    return KINDS[kindFor(input, at)]?.isAdmin ? secrets : [...secrets, ...names];
  }

  /** The values for the places that the examples have left for them. */
  #fields(actor: Actor, { passkey }: Preparation): Record<string, () => string> {
    return {
      '@username': () => actor.username,
      '@callId': () => actor.callId,
      '@code': () => actor.code,
      '@new': () => this.#newName(),
      '@tokenId': () => actor.tokenId,
      '@passkeyId': () => actor.passkeyId,
      '@passkey': () => passkey,
      '@recoveryCode': () => actor.recoveryCodes.pop() ?? 'none',
      '@own': () => actor.id,
      // Administrators may change every account, so they get one that no witness uses.
      '@other': () => (actor.isAdmin ? this.#world.bystander : this.#world.witness),
    };
  }

  #newName(): string {
    this.#names += 1;
    return `fuzzer-${this.#names}`;
  }
}

/** Where in `KINDS` the sender stands. */
function kindFor({ route }: HttpInput, at: number): number {
  const expert = EXPERTS.find(([begin]) => begin.test(route))?.[1];
  return expert !== undefined && at % 2 === 0 ? expert : Math.floor(at / 2) % KINDS.length;
}

/** Longer names first, because one may begin with another. */
const FIELD = /@(?:username|callId|code|new|tokenId|passkeyId|passkey|recoveryCode|own|other)/g;

function fill(text: string, fields: Record<string, () => string>, encode: (text: string) => string): string {
  return text.replace(FIELD, (field) => encode(fields[field]?.() ?? field));
}

/** Leaves all other bytes as they are, also those that are no UTF-8. Forms and JSON need different escapes. */
function fillBytes(bytes: Buffer, fields: Record<string, () => string>): Buffer {
  const text = bytes.toString('latin1');
  const isJson = /^\s*[[{"]/.test(text);
  const encode = isJson ? (value: string) => JSON.stringify(value).slice(1, -1) : encodeURIComponent;
  return Buffer.from(
    fill(text, fields, (value) => Buffer.from(encode(value)).toString('latin1')),
    'latin1',
  );
}

function credentials(
  { sender }: HttpInput,
  { cookie, token }: Actor,
  { cookies }: Preparation,
): Record<string, string> {
  switch (sender) {
    case 'cookie':
      return { cookie: [cookie, ...cookies].join('; ') };
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
  { sender, headers: sent, route }: HttpInput,
  { status, headers, text }: HttpAnswer,
): void {
  const isOwn = (sender === 'cookie' || sender === 'token') && !sent['cookie'] && !sent['authorization'];
  if (!isOwn) return;
  // Other cookies, like that of a challenge, leave the session as it is.
  const session = headers['set-cookie']?.find((cookie) => cookie.startsWith('parley.sid='));
  if (session !== undefined && !actor.cookie.startsWith(session.split(';')[0] ?? '')) actor.isSpent = true;
  if (status === 401 || /^\/login(?:$|\?)/.test(String(headers.location))) actor.isSpent = true;
  // The administrator may have taken the role from the own account.
  if (actor.isAdmin && route.startsWith('POST /admin/accounts') && status === 303) actor.isSpent = true;
  const madeRoom = /^\/room\/([^?/]+)/.exec(String(headers.location))?.[1];
  if (route === 'POST /meetings' && madeRoom !== undefined) actor.code = decodeURIComponent(madeRoom);
  if (route === 'POST /meetings/:code/delete' && headers.location === '/home') actor.isSpent = true;
  if (status === 201) actor.code = /"code":"([^"]+)"/.exec(text)?.[1] ?? actor.code;
  actor.callId = /"callId":"([0-9a-f]{24})"/.exec(text)?.[1] ?? actor.callId;
}
