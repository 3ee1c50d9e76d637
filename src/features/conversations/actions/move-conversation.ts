import { sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { findConversation } from '../find-conversation.ts';
import type { Transport } from '../model.ts';
import { requireOwnChannel } from '../own-channel.ts';
import { loadReach } from '../reach.ts';
import type { ConversationRow } from '../views.ts';
import { who, writeChange } from '../write-change.ts';

/** Lets the talk go on elsewhere; what was said stays in the one timeline. Asks Discord whether a channel is this server's. */
export async function moveConversation(
  ctx: ActionContext,
  reference: string,
  place: { transport: Transport; channelId?: string | null },
  { extra }: { extra?: Partial<Change> } = {},
  access: Permission = 'conversations:write',
): Promise<ConversationRow> {
  await ctx.require(access);
  const row = await findConversation(ctx, reference);
  const set = { transport: place.transport, channelId: await channelOf(ctx, row, place) };
  return writeChange(ctx, row, {
    verb: 'move',
    said: 'moved',
    set,
    event: `${who(ctx)} moved this to ${PLACES[place.transport]}.`,
    extra: {
      ...extra,
      statements: [
        ...(extra?.statements ?? []),
        sql`update conversations set outbox_version = outbox_version + 1 where guild_id = ${ctx.guildId} and id = ${row.id}::uuid`,
      ],
    },
  });
}

async function channelOf(
  ctx: ActionContext,
  { personId }: ConversationRow,
  { transport, channelId }: { transport: Transport; channelId?: string | null },
): Promise<string | null> {
  if (transport === 'web') return null;
  if (transport === 'dm') return (await loadReach(ctx, personId))?.dmChannelId ?? null;
  if (!channelId) throw new InputError('channelId: Say which.', { channelId: 'This is required.' });
  await requireOwnChannel(ctx, channelId);
  return channelId;
}

const PLACES: Record<Transport, string> = {
  dm: 'direct messages',
  thread: 'a private thread',
  channel: 'a channel',
  web: 'the web page',
};
