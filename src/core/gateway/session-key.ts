import { intentBits } from '../../discord/intents.ts';
import type { Runtime } from '../runtime.ts';
import { sessionIntents } from './wanted-by.ts';

/**
 * Names what a session is made with: token, intents, number of shards. A session with another key cannot be gone on
 * with. Both sides work it out for themselves, so that an object with older code or an older token notices.
 */
export async function sessionKey({ registry, config }: Runtime, shards: number): Promise<string> {
  const text = [config.discord.apiUrl, config.discord.token, intentBits(sessionIntents(registry)), shards];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text.join('\n')));
  return [...new Uint8Array(digest).slice(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
