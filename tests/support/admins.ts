import { UserModel } from '../../src/models/user.js';
import type TestAgent from 'supertest/lib/agent.js';
import { ANN } from './start-server.js';
import type { TestServer } from './start-server.js';

/** The id of the account with this username. */
export async function idOf(username: string): Promise<string> {
  return String((await UserModel.findOne({ username }).lean().orFail())._id);
}

/** Registers an account, makes it an administrator and resolves to its HTTP client. */
export async function adminMember(server: TestServer, username: string): Promise<TestAgent> {
  const admin = await server.member({ name: username, username });
  await UserModel.updateOne({ username }, { $set: { isAdmin: true } });
  return admin;
}

/** Sends the form of an action on an account. */
export function act(
  admin: TestAgent,
  action: string,
  id: string,
  adminPassword = ANN.password,
): ReturnType<TestAgent['post']> {
  return admin.post(`/admin/accounts/${id}/${action}`).type('form').send({ adminPassword });
}
