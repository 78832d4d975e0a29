import { BuiltServer } from './built-server.js';

/** Nearly every test opens meetings as the same person, and the server lets nobody open more than 100 in a short time. */
const TESTS_MAX = 60;

/** The server that the tests of one worker share. A new one takes its place now and then. */
export class SharedServers {
  #current: BuiltServer | null = null;
  #tests = 0;

  /** Call it at the beginning of a test, when no page of an earlier one is open. */
  async next(): Promise<BuiltServer> {
    if (this.#current && this.#tests >= TESTS_MAX) await this.close();
    this.#current ??= await BuiltServer.start();
    this.#tests += 1;
    return this.#current;
  }

  async close(): Promise<void> {
    await this.#current?.close();
    this.#current = null;
    this.#tests = 0;
  }
}
