/**
 * A connection by HTTP long polling whose requests the test sends one by one. Packets are written as on the wire: `40`
 * joins the namespace, `41` leaves it, `42["event",…]` is an event and `3` answers a ping.
 */
export class PollingConnection {
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  static async open(server: string, cookie: string): Promise<PollingConnection> {
    const url = `${server}/socket.io/?EIO=4&transport=polling`;
    const response = await fetch(url, { headers: { cookie } });
    const text = await response.text();
    if (!response.ok) throw new Error(`The handshake was refused (${response.status}): ${text}`);
    const { sid } = JSON.parse(text.slice(1)) as { sid: string };
    return new PollingConnection(`${url}&sid=${sid}`, cookie);
  }

  /** Resolves with the packets that the server sends next, or with the status of a refusal. */
  async receive(): Promise<string[] | number> {
    const response = await fetch(this.#url, { headers: { cookie: this.#cookie } });
    const text = await response.text();
    return response.ok ? text.split('\x1e') : response.status;
  }

  /** Resolves with the status of the answer. */
  async send(...packets: string[]): Promise<number> {
    const body = packets.join('\x1e');
    const response = await fetch(this.#url, { method: 'POST', body, headers: { cookie: this.#cookie } });
    await response.arrayBuffer();
    return response.status;
  }
}
