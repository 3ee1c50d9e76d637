import { and, eq, ne, sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { requireThat } from '../../core/database/guard.ts';
import { ConflictError } from '../../core/errors.ts';
import { conversations } from './tables.ts';
import type { ConversationRow } from './views.ts';

const TAKEN = 'conversation-open';
type Row = Pick<ConversationRow, 'id' | 'feature'>;

/** A statement for a batch: fails with `conversation-open` when another conversation is open under the key. */
export const isFreeKey = (ctx: ActionContext, { id, feature }: Row, openKey: string) =>
  requireThat(
    sql`not exists (select 1 from conversations where guild_id = ${ctx.guildId}
      and feature = ${feature} and open_key = ${openKey} and id <> ${id}::uuid)`,
    TAKEN,
  );

/** Throws ConflictError with the number of the conversation that is open under the key, if it is another one. */
export async function refuseOtherOpen(
  ctx: ActionContext,
  { id, feature }: Row,
  openKey: string,
): Promise<void> {
  const [other] = await ctx.db
    .select({ number: conversations.number })
    .from(conversations)
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.feature, feature),
        eq(conversations.openKey, openKey),
        ne(conversations.id, id),
      ),
    );
  if (other)
    throw new ConflictError(TAKEN, `The person has an open conversation, #${other.number}. Go on there.`);
}
