import type { TestContext } from 'node:test';
import type { HttpTarget } from './http-inputs.js';
import { Actors } from './actors.js';
import { checkAnswer } from './check-answer.js';
import { Coverage } from './coverage.js';
import { describeInput } from './describe-input.js';
import { HttpClient } from './http-client.js';
import { httpInputs } from './http-inputs.js';
import { tryInBatches } from './runs.js';
import { createWorld } from './world.js';

/** Inputs of a batch are sent at the same time. */
const BATCH = 24;

/** Sends inputs to all these routes, most of them nearly right, and checks every answer and the rest of the server. */
export async function tryRoutes(
  t: TestContext,
  targets: readonly HttpTarget[],
  { kind, inputs }: { kind: 'form' | 'json'; inputs: number },
): Promise<void> {
  const world = await createWorld(t);
  const client = new HttpClient(world.server.url);
  t.after(() => {
    client.close();
  });
  const actors = new Actors(world, client);
  const coverage = new Coverage(targets.map(({ route }) => route));
  const values = httpInputs(targets, kind, world.examples);
  await tryInBatches(t, values, { inputs, batch: BATCH }, async (batch) => {
    await actors.renew();
    const attempts = batch.map((input, at) =>
      describeInput(input, async () => {
        const answer = await actors.send(input, at);
        checkAnswer(input, answer, actors.secretsFor(input, at));
        if (input.method !== input.route.split(' ')[0]) return;
        const isLogin = /^\/login(?:$|\?)/.test(String(answer.headers.location));
        coverage.note(input.route, answer.status < 400 && !isLogin);
      }),
    );
    const failure = (await Promise.allSettled(attempts)).find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
    await world.checkUnharmed();
  });
  coverage.check(targets.filter(({ body }) => body).map(({ route }) => route));
}
