import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { GatewayEvent } from '../../../core/gateway/handler.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { applyEdit } from '../../conversations/public.ts';
import { inboundMessages } from '../tables.ts';
import { chooseGuild } from './choose-guild.ts';
import { findHeld } from './find-held.ts';
import { isBlocked } from './held-message.ts';
import { systemContext } from './open-context.ts';
import { isEmpty, readPayload } from './payload.ts';
import { routeInbound } from './route-inbound.ts';
import { storeInbound } from './store-inbound.ts';

/**
 * Applies what somebody changed in a message of theirs: in the conversation if it is there, in what waits if it still
 * waits. An edit that overtakes its message is kept until that comes. Repeats and older edits change nothing, nor does
 * what a blocked person makes of an old message.
 */
export async function hearEdit(runtime: Runtime, event: GatewayEvent<'MESSAGE_UPDATE'>): Promise<void> {
  const message = event.data;
  const requestId = `edit-${message.id}`;
  const payload = readPayload(message);
  const { id: personId } = payload.author;
  const editedAt = new Date(message.edited_timestamp ?? event.receivedAt);
  const edit = { discordMessageId: message.id, content: message.content ?? '', editedAt };
  if (message.guild_id) {
    const guild = systemContext(runtime, message.guild_id, requestId);
    // Without the intent for it no words come, which does not mean that there are none.
    if (isEmpty(payload) || !(await findHeld(guild, message.channel_id))) return;
    if (!(await editWaiting(guild, message.id, edit))) await applyIn(guild, personId, edit);
    return;
  }
  const ctx = systemContext(runtime, '', requestId);
  const [row] = await ctx.db.select().from(inboundMessages).where(eq(inboundMessages.messageId, message.id));
  if (row?.state === 'routed' && row.guildId) {
    await applyIn(systemContext(runtime, row.guildId, requestId), personId, edit);
    return;
  }
  if (row) {
    if (await editWaiting(ctx, message.id, edit)) return;
    // It went into a conversation while we looked.
    return hearEdit(runtime, event);
  }
  const choice = await chooseGuild(ctx, { personId, replyToId: payload.replyToId });
  if (choice.kind === 'guild') {
    await applyIn(systemContext(runtime, choice.guildId, requestId), personId, edit);
    return;
  }
  // Nobody's yet: then the edited message is the message, which is better than none.
  await storeInbound(ctx, [
    { messageId: message.id, channelId: message.channel_id, source: 'gateway', payload },
  ]);
  await routeInbound(runtime, message.id);
}

async function applyIn(
  guild: ActionContext,
  personId: string,
  edit: Parameters<typeof applyEdit>[1],
): Promise<void> {
  if (!(await isBlocked(guild, personId))) await applyEdit(guild, edit);
}

/** True when the message still waits, whether or not this edit was news to it. */
async function editWaiting(
  ctx: ActionContext,
  messageId: string,
  { content, editedAt }: { content: string; editedAt: Date },
): Promise<boolean> {
  const at = editedAt.toISOString();
  const { payload } = inboundMessages;
  const isNews = sql`coalesce((${payload}->>'editedAt')::timestamptz, '-infinity') < ${at}::timestamptz
    and ${payload}->>'content' <> ${content}`;
  const edited = sql`${payload} || jsonb_build_object('content', ${content}::text, 'editedAt', ${at}::text, 'history',
    ${payload}->'history' || jsonb_build_object('content', ${payload}->>'content', 'until', ${at}::text))`;
  const rows = await ctx.db
    .update(inboundMessages)
    .set({ payload: sql`case when ${isNews} then ${edited} else ${payload} end` })
    .where(and(eq(inboundMessages.messageId, messageId), sql`${inboundMessages.state} <> 'routed'`))
    .returning({ id: inboundMessages.messageId });
  return rows.length > 0;
}
