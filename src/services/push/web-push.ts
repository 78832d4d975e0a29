// The only file that uses the package `web-push`. It makes keys, encrypts and signs; push-transport.ts sends.

export interface VapidKeys {
  /** An uncompressed point on P-256, in base64url. Browsers get it when they subscribe. */
  readonly publicKey: string;
  /** 32 bytes in base64url. */
  readonly privateKey: string;
}

/** The address and the keys that a browser has made. */
export interface Receiver {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface SendOptions {
  readonly keys: VapidKeys;
  /** A `https:` or `mailto:` address at which the maker of a push service can reach the operator. */
  readonly contact: string;
  /** The push service keeps the message so long for a browser that it cannot reach. */
  readonly ttlSeconds: number;
  readonly urgency: 'normal' | 'high';
}

/** A request to a push service. */
export interface PushRequest {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export async function generateVapidKeys(): Promise<VapidKeys> {
  const { generateVAPIDKeys } = await load();
  return generateVAPIDKeys();
}

/** Encrypts `payload` for the browser (RFC 8291) and signs the request (RFC 8292). Rejects for keys that are not valid. */
export async function requestFor(
  { endpoint, p256dh, auth }: Receiver,
  payload: string,
  { keys, contact, ttlSeconds, urgency }: SendOptions,
): Promise<PushRequest> {
  const { generateRequestDetails } = await load();
  const { headers, body } = generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
    vapidDetails: { subject: contact, ...keys },
    TTL: ttlSeconds,
    urgency,
  });
  const texts = Object.entries(headers as Record<string, unknown>).map(([name, value]) => [
    name,
    String(value),
  ]);
  return { endpoint, headers: Object.fromEntries(texts) as Record<string, string>, body };
}

/** Loads the package at the first use: most servers start without sending anything. */
async function load() {
  return (await import('web-push')).default;
}
