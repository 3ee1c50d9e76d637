import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { getUser } from '../../../discord/users.ts';
import { LEAD_KNOWN, type LeadPerson, leadChange } from '../intake/lead-change.ts';
import { leads } from '../tables.ts';

/** What we read of `message.queued`. */
const Told = v.looseObject({
  conversation: v.looseObject({ feature: v.string(), personId: v.string(), personName: v.string() }),
});

/** Finds or makes the lead of whoever the team writes to. Once for each person, however often it runs. */
export async function keepLead(ctx: ActionContext, signal: Signal): Promise<void> {
  const { conversation } = v.parse(Told, signal.data);
  const { feature, personId, personName } = conversation;
  if (feature !== 'inbox') return;
  const [known] = await ctx.db
    .select()
    .from(leads)
    .where(and(eq(leads.guildId, ctx.guildId), eq(leads.personId, personId)));
  const person = known
    ? { id: personId, username: known.username, name: known.name, avatar: known.avatar }
    : await askPerson(ctx, personId, personName);
  const { change } = await leadChange(ctx, known, person);
  try {
    await ctx.commit(change);
  } catch (error) {
    // They wrote in the same moment; then they are a lead by that.
    if (!(error instanceof ConflictError) || error.reason !== LEAD_KNOWN) throw error;
  }
}

async function askPerson(ctx: ActionContext, id: string, name: string): Promise<LeadPerson> {
  try {
    const user = await getUser(ctx.discord, id);
    return { id, username: user.username, name: user.global_name ?? user.username, avatar: user.avatar };
  } catch (error) {
    if (!(error instanceof DiscordApiError)) throw error;
    return { id, username: '', name, avatar: null };
  }
}
