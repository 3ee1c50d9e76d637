import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';

const PURPOSE = 'tickets.pass';

/** What a link lets its holder do, sealed so that nobody can make or alter one. */
const Pass = v.object({
  guildId: v.string(),
  /** `transcript`: read one. `rate`: rate a ticket as its member. */
  for: v.picklist(['transcript', 'rate']),
  /** Id of the transcript or ticket. */
  id: v.string(),
  /** Unix milliseconds. */
  until: v.number(),
});
export type Pass = v.InferOutput<typeof Pass>;

/** A pass as it stands in an address; undefined where the installation has no keys to seal it. */
export async function makePass(
  ctx: ActionContext,
  pass: Omit<Pass, 'guildId' | 'until'>,
  lifeMs: number,
): Promise<{ text: string; until: Date } | undefined> {
  if (!ctx.runtime.config.encryptionKeys) return undefined;
  const until = new Date(ctx.now().getTime() + lifeMs);
  const told: Pass = { ...pass, guildId: ctx.guildId, until: until.getTime() };
  const sealed = await ctx.secrets.seal(JSON.stringify(told), PURPOSE);
  return { text: btoa(sealed).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''), until };
}

/** Whether a pass is for this and has not run out. Never throws. */
export async function isPass(
  ctx: ActionContext,
  text: string,
  wanted: Omit<Pass, 'guildId' | 'until'>,
): Promise<boolean> {
  try {
    const sealed = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const told = v.parse(Pass, JSON.parse(await ctx.secrets.open(sealed, PURPOSE)));
    return (
      told.guildId === ctx.guildId &&
      told.for === wanted.for &&
      told.id === wanted.id &&
      ctx.now().getTime() < told.until
    );
  } catch {
    return false;
  }
}
