import { eq } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { DisabledError } from '../../core/errors.ts';
import { pseudonymSalts } from './tables.ts';

const purpose = (guildId: string) => `privacy:pseudonyms:${guildId}`;
const SALT_BYTES = 32;

/**
 * What stands for a person once they are erased: always the same in one guild, so that sums over the past stay right,
 * and another in each. HMAC over the id with the guild's salt, which is sealed: whoever has only the database can't
 * try ids until one fits.
 */
export async function pseudonymOf(ctx: ActionContext, personId: string): Promise<string> {
  if (!ctx.runtime.config.encryptionKeys) {
    throw new DisabledError(
      'Nobody can be erased yet, because pseudonyms need a secret. Whoever runs Guildhall has to set ENCRYPTION_KEYS first.',
    );
  }
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const fresh = {
    guildId: ctx.guildId,
    sealed: await ctx.secrets.seal(btoa(String.fromCharCode(...salt)), purpose(ctx.guildId)),
    createdAt: ctx.now(),
  };
  const [, rows] = await ctx.db.batch([
    ctx.db.insert(pseudonymSalts).values(fresh).onConflictDoNothing(),
    ctx.db.select().from(pseudonymSalts).where(eq(pseudonymSalts.guildId, ctx.guildId)),
  ]);
  const kept = await ctx.secrets.open(rows[0]?.sealed ?? '', purpose(ctx.guildId));
  const encode = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey('raw', encode(kept), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const digest = new Uint8Array(await crypto.subtle.sign('HMAC', key, encode(personId)));
  const hex = Array.from(digest.slice(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
  // A letter in front and between, so that it can never be read as an id.
  return `erased-${hex}`;
}
