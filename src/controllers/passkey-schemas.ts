import { z } from 'zod';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '../services/passkey-ceremonies.js';

// The answers of `navigator.credentials`, which a form carries as JSON. The service checks their contents.

/** No honest part is longer; a whole form has at most 16 kB. */
const PART_MAX = 8_192;
const CREDENTIAL_ID_MAX = 1_400; // 1,023 bytes (WebAuthn Level 3, section 6.1) in base64url

const Base64Url = z.string().regex(/^[\w-]*$/);
const Part = Base64Url.max(PART_MAX);
const CredentialId = Base64Url.min(1).max(CREDENTIAL_ID_MAX);

const identity = {
  id: CredentialId,
  rawId: CredentialId,
  type: z.literal('public-key'),
};

/** Nothing reads the results of extensions. */
const withoutExtensions = <T extends object>(response: T) => ({ ...response, clientExtensionResults: {} });

const Creation: z.ZodType<RegistrationResponseJSON> = z
  .object({
    ...identity,
    response: z.object({
      clientDataJSON: Part,
      attestationObject: Part,
      transports: z.array(z.string().max(32)).max(10).default([]),
    }),
  })
  .transform(withoutExtensions);

const Use: z.ZodType<AuthenticationResponseJSON> = z
  .object({
    ...identity,
    response: z.object({
      clientDataJSON: Part,
      authenticatorData: Part,
      signature: Part,
      userHandle: Base64Url.min(1).max(128).exactOptional(),
    }),
  })
  .transform(withoutExtensions);

/** The answer of `navigator.credentials.create` in the field `passkey`, or null if it is not one. */
export function creationIn(body: unknown): RegistrationResponseJSON | null {
  return answerIn(body, Creation);
}

/** The answer of `navigator.credentials.get` in the field `passkey`, or null if it is not one. */
export function useIn(body: unknown): AuthenticationResponseJSON | null {
  return answerIn(body, Use);
}

function answerIn<T>(body: unknown, schema: z.ZodType<T>): T | null {
  const form = z.object({ passkey: z.string().min(1) }).safeParse(body);
  if (!form.success) return null;
  try {
    return schema.safeParse(JSON.parse(form.data.passkey)).data ?? null;
  } catch {
    return null; // not JSON
  }
}
