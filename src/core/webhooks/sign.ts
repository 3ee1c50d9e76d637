const PREFIX = 'whsec_';
/** The specification wants 24 to 64. */
const SECRET_BYTES = 32;

/** A new signing secret as receivers' libraries take it: `whsec_` and base64. */
export function newSigningSecret(): string {
  return PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** Whether a text can serve as a signing secret: `whsec_` and base64 of 24 to 64 bytes. */
export function isSigningSecret(text: string): boolean {
  if (!text.startsWith(PREFIX)) return false;
  try {
    const bytes = fromBase64(text.slice(PREFIX.length));
    return bytes.length >= 24 && bytes.length <= 64;
  } catch {
    return false;
  }
}

export interface Signed {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/**
 * The headers that prove a body: the same id over all tries of a delivery, the time of this try, and one signature for
 * each secret, so that a receiver that knows only the old or only the new one accepts it.
 * @see https://www.standardwebhooks.com
 */
export async function signBody(
  secrets: readonly string[],
  message: { id: string; timestamp: Date; body: string },
): Promise<Signed> {
  const seconds = String(Math.floor(message.timestamp.getTime() / 1_000));
  const content = new TextEncoder().encode(`${message.id}.${seconds}.${message.body}`);
  const signatures = await Promise.all(
    secrets.map(async (secret) => {
      const bytes = fromBase64(secret.slice(PREFIX.length));
      const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
      ]);
      return `v1,${toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, content)))}`;
    }),
  );
  return {
    'webhook-id': message.id,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures.join(' '),
  };
}

/** The id of a delivery as receivers see it. */
export const messageId = (deliveryId: string): string => `msg_${deliveryId}`;

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
