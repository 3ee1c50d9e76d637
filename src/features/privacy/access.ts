import { actorUserId } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import { isSnowflake } from '../../discord/snowflake.ts';

/** Everybody may ask for their own; for somebody else's it takes an admin. Gives whether it is their own. */
export async function requireAbout(ctx: ActionContext, personId: string): Promise<boolean> {
  if (!isSnowflake(personId)) throw new InputError('That is not a Discord id of a person.');
  const own = actorUserId(ctx.actor) === personId;
  await ctx.require(own ? 'privacy:self' : 'privacy:manage');
  return own;
}
