/** A signature as old as this is a replay: Discord gives up on an answer after three seconds. */
const TOLERANCE_MS = 5 * 60 * 1_000;
const SIGNATURE = /^[0-9a-f]{128}$/i;
const PUBLIC_KEY = /^[0-9a-f]{64}$/i;

/**
 * Whether Discord signed exactly this body (text stands for its UTF-8 bytes) within five minutes of `now` (milliseconds).
 * Never throws: whatever is malformed is simply not signed. The answer to false is 401.
 * @see https://docs.discord.com/developers/interactions/overview#validating-security-request-headers
 */
export type Verifier = (
  body: string,
  signatureHex: string | null,
  timestamp: string | null,
  now: number,
) => Promise<boolean>;

const encoder = new TextEncoder();

/**
 * Keeps the imported key, because importing it costs more than half a verification. Says the same as `verifyKey` of
 * discord-interactions, at half its cost above the arithmetic; see docs/decisions/0007-verifying-without-a-detour.md.
 * @throws {TypeError} if the public key is not 64 hex digits.
 */
export function createVerifier(publicKeyHex: string): Verifier {
  if (!isPublicKey(publicKeyHex)) {
    throw new TypeError('DISCORD_PUBLIC_KEY must be the 64 hex digits from the developer portal');
  }
  const raw = bytesOf(publicKeyHex);
  // The key is kept, not its promise: requests that come before it is there import their own.
  let key: CryptoKey | undefined;

  return async (body, signatureHex, timestamp, now) => {
    // WebCrypto throws at a signature of the wrong length, so the form is checked here, before any arithmetic.
    if (!isSignature(signatureHex) || !isRecent(timestamp, now)) return false;
    try {
      key ??= await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
      const message = encoder.encode(timestamp + body);
      return await crypto.subtle.verify('Ed25519', key, bytesOf(signatureHex), message);
    } catch {
      return false; // 32 bytes that are no point of the curve
    }
  };
}

/** Bytes of a text that is known to be hex digits, an even number of them. */
function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = (digit(hex.charCodeAt(at * 2)) << 4) | digit(hex.charCodeAt(at * 2 + 1));
  }
  return bytes;
}

/** 0–9 are 48–57; the fifth bit makes A–F the a–f of 97–102. */
const digit = (code: number): number => (code <= 57 ? code - 48 : (code | 32) - 87);

/** Whether it has the form of an Ed25519 public key: 32 bytes in hex. */
export const isPublicKey = (hex: string): boolean => PUBLIC_KEY.test(hex);

/** Whether it has the form of an Ed25519 signature: 64 bytes in hex. */
export const isSignature = (hex: string | null): hex is string => hex !== null && SIGNATURE.test(hex);

/** Whether it is a Unix time in seconds within five minutes of `now` (milliseconds). */
export const isRecent = (timestamp: string | null, now: number): timestamp is string =>
  timestamp !== null &&
  /^\d{1,12}$/.test(timestamp) &&
  Math.abs(Number(timestamp) * 1_000 - now) <= TOLERANCE_MS;
