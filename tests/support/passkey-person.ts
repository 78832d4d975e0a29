import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type TestAgent from 'supertest/lib/agent.js';
import type { Response } from 'supertest';
import { SoftwareAuthenticator } from './software-authenticator.js';
import type { Deviations } from './software-authenticator.js';
import { ANN, startServer } from './start-server.js';
import type { ServerOptions, TestServer } from './start-server.js';

/** Passkeys need a host name. The requests still go to the address on which the test server listens. */
export const ORIGIN = 'http://localhost:3000';
const HOST = 'localhost:3000';

type Options = Parameters<SoftwareAuthenticator['create']>[0] & Parameters<SoftwareAuthenticator['use']>[0];

/** A browser at `ORIGIN`, with an authenticator. */
export class PasskeyBrowser {
  readonly agent: TestAgent;
  readonly authenticator: SoftwareAuthenticator;

  constructor(server: TestServer, authenticator = new SoftwareAuthenticator(ORIGIN)) {
    this.agent = server.visitor().set('Host', HOST);
    this.authenticator = authenticator;
  }

  /** Sends a form. */
  async post(path: string, form: object = {}): Promise<Response> {
    return this.agent.post(path).type('form').send(form);
  }

  async get(path: string): Promise<Response> {
    return this.agent.get(path);
  }

  /** Registers an account, which also logs in. */
  async register(account: Partial<typeof ANN> = {}): Promise<void> {
    assert.equal((await this.post('/register', { ...ANN, ...account })).status, 303);
  }

  /** Sends the right password. */
  logIn(account: Partial<typeof ANN> = {}): Promise<Response> {
    return this.post('/login', { ...ANN, ...account });
  }

  async options(path: string, form: object = {}): Promise<Options> {
    const answer = await this.post(path, form);
    assert.equal(answer.status, 200, answer.text);
    return answer.body as Options;
  }

  async addPasskey(passkeyName = 'Laptop', deviations: Deviations = {}): Promise<Response> {
    const options = await this.options('/account/passkeys/options', { passkeyName });
    const passkey = this.authenticator.create(options, deviations);
    return this.post('/account/passkeys', { passkeyName, passkey });
  }

  /** Adds the first passkey. Resolves to the recovery codes. */
  async addFirstPasskey(): Promise<string[]> {
    const { status, text } = await this.addPasskey();
    assert.equal(status, 200);
    return [...text.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code = '']) => code);
  }

  /** Answers the challenge that `path` offers, and sends the answer there. */
  async usePasskey(path = '/login/passkey', deviations: Deviations = {}): Promise<Response> {
    const options = await this.options(`${path}/options`);
    return this.post(path, { passkey: this.authenticator.use(options, deviations) });
  }

  async isLoggedIn(): Promise<boolean> {
    return (await this.get('/home')).status === 200;
  }
}

/** Starts a server with Ann, who has logged in and added a passkey. */
export async function startWithPasskey(t: TestContext, options: ServerOptions = {}) {
  const server = await startServer(t, options);
  const ann = new PasskeyBrowser(server);
  await ann.register();
  const codes = await ann.addFirstPasskey();
  /** Another browser of hers, which can reach the same passkey. */
  const another = () => new PasskeyBrowser(server, ann.authenticator);
  return { server, ann, codes, another };
}

/** The `Set-Cookie` header for the cookie of this name, without attributes, or null. */
export function cookieIn({ headers }: Response, name: string): string | null {
  const cookies = (headers['set-cookie'] ?? []) as unknown as string[];
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? null;
}
