import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isRetryable } from '../../../core/interactions/present.ts';
import { type Drawn, type Shown, showPost } from '../../../core/posts/show-post.ts';
import { problemOfHiddenChannel } from '../../../core/settings/hidden-channel.ts';
import { posts } from '../../../core/tables.ts';
import {
  DISCORD_ERROR_CODES,
  DiscordError,
  explainDiscordError,
  hasDiscordCode,
} from '../../../discord/errors.ts';
import { cleanName } from '../../../discord/text.ts';
import { startThreadFromMessage } from '../../../discord/threads.ts';
import { escalationBody, noticeBody, updateBody } from '../notice-message.ts';
import { postKey, updateKey } from '../notice-post.ts';
import type { NoticeRow, UpdateRow } from '../notice-view.ts';
import { CHANNEL_SETTINGS, noticesSettings } from '../settings.ts';
import { KIND_WORDS } from '../states.ts';
import { notices, noticeUpdates } from '../tables.ts';
import { subjectOf } from '../write-notice.ts';

/** A week; then Discord archives the thread by itself. */
const ARCHIVE_MINUTES = 10_080;

type Place = { channelId: string; messageId: string };

/**
 * Shows a notice as it is now: its one message, then what is new below it. Runs at least once and is the same however
 * often; what can't be posted is told once, and tried again by retryPosts.
 */
export async function showInDiscord(ctx: ActionContext, noticeId: string): Promise<void> {
  const again = { name: 'notices.show', payload: { noticeId } };
  const shown = await showPost(ctx, { key: postKey(noticeId), again, draw: () => draw(ctx, noticeId) });
  if (shown.kind === 'nothing') return;
  const row = await load(ctx, noticeId);
  if (!row) return;
  if (shown.kind === 'failed') return tellOnce(ctx, row, shown);
  for (const update of await unsaid(ctx, noticeId)) {
    const said = await showPost(ctx, {
      key: updateKey(update.id),
      again,
      draw: () => drawUpdate(ctx, row, shown, update),
    });
    // The next words must not come before these.
    if (said.kind === 'failed') return tellOnce(ctx, row, said);
  }
  if (row.escalations > 0 && row.state === 'firing') {
    const { alertRoles } = await ctx.settings(noticesSettings);
    const body = escalationBody(row, shown, pingable(ctx, alertRoles));
    const key = `notices:escalation:${noticeId}:${row.escalations}`;
    await showPost(ctx, { key, again, draw: async () => ({ channelId: shown.channelId, body }) });
  }
}

async function load(ctx: ActionContext, noticeId: string): Promise<NoticeRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(notices)
    .where(and(eq(notices.guildId, ctx.guildId), eq(notices.id, noticeId)));
  return row;
}

async function draw(ctx: ActionContext, noticeId: string): Promise<Drawn> {
  const row = await load(ctx, noticeId);
  if (!row) return null;
  const settings = await ctx.settings(noticesSettings);
  const channelId = settings[CHANNEL_SETTINGS[row.kind]];
  if (!channelId) {
    return {
      problem: `No channel is chosen for this kind of notice (${KIND_WORDS[row.kind]}). Choose one with \`/setup\` or in the settings of notices.`,
    };
  }
  // Looked at again each time, because somebody may have opened the channel since it was chosen.
  const problem = row.kind === 'billing' ? await problemOfHiddenChannel(ctx, channelId) : undefined;
  return problem ? { problem } : { channelId, body: noticeBody(row, pingable(ctx, settings.alertRoles)) };
}

/** The role of everyone has the guild's own id, and nobody may ping everybody. */
const pingable = (ctx: ActionContext, roleIds: readonly string[]) =>
  roleIds.filter((id) => id !== ctx.guildId);

/** What was said and is not in Discord yet, oldest first. */
const unsaid = async (ctx: ActionContext, noticeId: string): Promise<UpdateRow[]> => {
  const rows = await ctx.db
    .select({ update: noticeUpdates })
    .from(noticeUpdates)
    .leftJoin(
      posts,
      and(eq(posts.guildId, ctx.guildId), eq(posts.key, sql`'notices:update:' || ${noticeUpdates.id}::text`)),
    )
    .where(
      and(
        eq(noticeUpdates.guildId, ctx.guildId),
        eq(noticeUpdates.noticeId, noticeId),
        eq(noticeUpdates.inThread, true),
        isNull(posts.messageId),
      ),
    )
    .orderBy(asc(noticeUpdates.createdAt), asc(noticeUpdates.id));
  return rows.map(({ update }) => update);
};

async function drawUpdate(
  ctx: ActionContext,
  row: NoticeRow,
  place: Place,
  update: UpdateRow,
): Promise<Drawn> {
  try {
    return { channelId: await threadBelow(ctx, row, place), body: updateBody(update) };
  } catch (error) {
    if (!(error instanceof DiscordError) || isRetryable(error)) throw error;
    return { problem: `Updates cannot be posted below the notice. ${explainDiscordError(error)}` };
  }
}

/** The thread has the id of the message that it hangs on; a message has one at most. */
async function threadBelow(
  ctx: ActionContext,
  { number, title }: NoticeRow,
  { channelId, messageId }: Place,
): Promise<string> {
  const name = cleanName(`#${number} ${title}`);
  try {
    const options = { name, auto_archive_duration: ARCHIVE_MINUTES } as const;
    return (await startThreadFromMessage(ctx.discord, channelId, messageId, options)).id;
  } catch (error) {
    if (hasDiscordCode(error, DISCORD_ERROR_CODES.messageHasThread)) return messageId;
    throw error;
  }
}

/** The first failure is told; that it goes on failing is nothing new. */
async function tellOnce(
  ctx: ActionContext,
  row: NoticeRow,
  { problem, isNew }: Extract<Shown, { kind: 'failed' }>,
): Promise<void> {
  if (!isNew) return;
  await ctx.commit({
    statements: [],
    signals: [
      {
        type: 'notice.unposted',
        subject: subjectOf(row),
        data: { noticeId: row.id, number: row.number, kind: row.kind, problem },
      },
    ],
  });
}
