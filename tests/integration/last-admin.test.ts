import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { createAdministration, LastAdminError } from '../../src/services/administration.js';
import { idOf } from '../support/admins.js';
import { startServer } from '../support/start-server.js';

const nothing = () => Promise.resolve();

test('when two administrators are demoted or disabled at the same time, one administrator stays', async (t) => {
  const server = await startServer(t);
  for (const username of ['ann', 'bob']) await server.member({ username });
  const ids = [await idOf('ann'), await idOf('bob')];
  const administration = createAdministration({
    accounts: { changePassword: nothing, revokeTokens: nothing },
    endSessions: nothing,
  });
  for (const action of ['revokeAdmin', 'disable'] as const) {
    await UserModel.updateMany({}, { $set: { isAdmin: true, disabledAt: null } });
    const results = await Promise.allSettled(ids.map((id) => administration[action](id)));
    assert.equal(await administration.hasAdmin(), true, action);
    const refusals = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.ok(refusals.length > 0);
    for (const { reason } of refusals) assert.ok(reason instanceof LastAdminError);
  }
});
