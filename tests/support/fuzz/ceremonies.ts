import { cookiesOf, sendForm } from './actor.js';
import type { Actor, CreationOptions } from './actor.js';
import type { HttpClient } from './http-client.js';
import type { HttpInput } from './http-inputs.js';
import { PASSWORD } from './world.js';

/** What an input needs that only earlier answers of the server contain. */
export interface Preparation {
  /** Go with the cookie of the session. */
  readonly cookies: readonly string[];
  /** Stands in the input for the answer of an authenticator, or for the id of a passkey. */
  readonly passkey: string;
}

type Step = (client: HttpClient, actor: Actor) => Promise<Preparation>;

const NOTHING: Preparation = { cookies: [], passkey: 'none' };

/** By route. These requests continue what another request has begun. */
const STEPS: Readonly<Record<string, Step>> = {
  'POST /login/passkey': (client, actor) => use(client, actor, '/login/passkey/options', []),

  async 'POST /login/second-factor/options'(client, actor) {
    return { ...NOTHING, cookies: await sendPassword(client, actor) };
  },

  async 'POST /login/second-factor'(client, actor) {
    return use(client, actor, '/login/second-factor/options', await sendPassword(client, actor));
  },

  'POST /account/confirm/:action': (client, actor) => use(client, actor, '/account/confirm/add/options', []),

  'GET /account/confirm/:action': (_client, { passkeyId }) =>
    Promise.resolve({ cookies: [], passkey: passkeyId }),

  async 'POST /account/passkeys/options'(client, actor) {
    await confirm(client, actor);
    return NOTHING;
  },

  async 'POST /account/passkeys'(client, actor) {
    await confirm(client, actor);
    const offer = await sendForm(client, '/account/passkeys/options', { passkeyName: 'Phone' }, actor.cookie);
    if (offer.status !== 200) return NOTHING;
    const passkey = actor.authenticator.create(JSON.parse(offer.text) as CreationOptions);
    return { cookies: cookiesOf(offer), passkey };
  },
};

/** Takes the steps before the input as the actor would. A step that the server refuses is left out. */
export async function prepare(client: HttpClient, actor: Actor, input: HttpInput): Promise<Preparation> {
  const step = Object.hasOwn(STEPS, input.route) ? STEPS[input.route] : undefined;
  if (!step || input.sender !== 'cookie' || actor.isSpent) return NOTHING;
  return step(client, actor);
}

/** Lets the authenticator answer a challenge of this address. */
async function use(
  client: HttpClient,
  { cookie, authenticator, hasPasskey }: Actor,
  path: string,
  cookies: readonly string[],
): Promise<Preparation> {
  if (!hasPasskey) return { ...NOTHING, cookies };
  const offer = await sendForm(client, path, {}, [cookie, ...cookies].join('; '));
  if (offer.status !== 200) return { ...NOTHING, cookies };
  const passkey = authenticator.use(JSON.parse(offer.text) as { challenge: string });
  return { cookies: [...cookies, ...cookiesOf(offer)], passkey };
}

/** The first step of a login with a second factor. */
async function sendPassword(client: HttpClient, { username, hasSecondFactor }: Actor): Promise<string[]> {
  if (!hasSecondFactor) return [];
  const answer = await sendForm(client, '/login', { username, password: PASSWORD });
  return answer.headers.location?.startsWith('/login/second-factor') ? cookiesOf(answer) : [];
}

async function confirm(client: HttpClient, { cookie }: Actor): Promise<void> {
  await sendForm(client, '/account/confirm/add', { confirmPassword: PASSWORD }, cookie);
}
