import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { DiscordApiError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import { conversations } from '../../conversations/public.ts';
import { staffChannelOf } from '../desk-channel.ts';
import { inert } from '../discord/card-message.ts';
import { noteFact, readFacts } from '../facts.ts';
import { systemContext } from '../intake/open-context.ts';
import { inboxSettings } from '../settings.ts';

const HOUR_MS = 60 * 60_000;
/** The schedule comes every ten minutes, so a digest is due a little early rather than that late. */
const EARLY_MS = 5 * 60_000;
const SHOWN = 10;

/** Posts, in each server that wants it and whose time has come, what still waits for an answer. */
export async function sendDigests(ctx: ActionContext): Promise<{ sent: number }> {
  const { rows } = await ctx.db.execute<{ guild_id: string }>(sql`select guild_id from guild_settings
    where feature = 'inbox' and coalesce((values->>'digestHours')::numeric, 0) > 0`);
  let sent = 0;
  for (const { guild_id } of rows) {
    const guild = systemContext(ctx.runtime, guild_id, ctx.requestId);
    try {
      if (await sendDigest(guild)) sent += 1;
    } catch (error) {
      // One server may not hold up the others; the next run tries it again.
      guild.log.error('a digest was not sent', { error });
    }
  }
  return { sent };
}

async function sendDigest(ctx: ActionContext): Promise<boolean> {
  const { digestHours } = await ctx.settings(inboxSettings);
  if ((await ctx.featureState('inbox')) !== 'on') return false;
  const last = (await readFacts(ctx)).get('digest');
  const now = ctx.now();
  if (!last) {
    // The hours count from when they were wished for.
    await noteFact(ctx, 'digest', {});
    return false;
  }
  if (now.getTime() - last.at.getTime() < digestHours * HOUR_MS - EARLY_MS) return false;
  const { lastInboundAt, lastOutboundAt } = conversations;
  const waiting = await ctx.db
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.feature, 'inbox'),
        eq(conversations.state, 'open'),
        or(isNull(lastOutboundAt), gt(lastInboundAt, lastOutboundAt)),
      ),
    )
    .orderBy(asc(lastInboundAt))
    .limit(100);
  const channelId = waiting.length > 0 ? await staffChannelOf(ctx) : undefined;
  if (channelId) {
    const lines = waiting.slice(0, SHOWN).map(({ number, personName, assigneeId, lastInboundAt: at }) => {
      const since = at ? ` · since ${timestamp(at, 'R')}` : '';
      return `**#${number}** ${truncate(inert(personName), 60)} · ${assigneeId ? `<@${assigneeId}>` : 'nobody’s'}${since}`;
    });
    const more = waiting.length > SHOWN ? '\nThere are more: `/inbox list`.' : '';
    const count = waiting.length === 1 ? '1 conversation waits' : `${waiting.length} conversations wait`;
    const content = `**${count} for an answer**\n${lines.join('\n')}${more}`;
    try {
      const idempotencyKey = `inbox-digest:${ctx.guildId}:${Math.floor(now.getTime() / HOUR_MS)}`;
      await createMessage(ctx.discord, channelId, { content }, { idempotencyKey });
    } catch (error) {
      if (!(error instanceof DiscordApiError)) throw error;
      ctx.log.warn('a digest was refused', { code: error.code });
    }
  }
  await noteFact(ctx, 'digest', { waiting: waiting.length });
  return channelId !== undefined;
}
