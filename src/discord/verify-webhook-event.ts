import { verifyKey } from 'discord-interactions';
import { isPublicKey, isRecent, isSignature } from './verify.ts';

/**
 * Whether Discord signed exactly these bytes within five minutes of `now` (milliseconds). Never throws. Says the same as
 * the verifier of interactions, but by the package's own function: events are rare and nobody waits for them.
 * @see https://docs.discord.com/developers/events/webhook-events#validating-security-request-headers
 */
export async function isSignedEvent(
  body: Uint8Array,
  {
    publicKey,
    signature,
    timestamp,
    now,
  }: { publicKey: string; signature: string | null; timestamp: string | null; now: number },
): Promise<boolean> {
  if (!isPublicKey(publicKey) || !isSignature(signature) || !isRecent(timestamp, now)) return false;
  return verifyKey(body, signature, timestamp, publicKey);
}
