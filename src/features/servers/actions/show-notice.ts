import { and, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { showPost } from '../../../core/posts/show-post.ts';
import { approvalMessage } from '../discord/approval-message.ts';
import { noticeMessage } from '../discord/notice-message.ts';
import { findAction } from '../find-action.ts';
import { serversSettings } from '../settings.ts';
import { serverNotices } from '../tables.ts';

/** Shows what is to be said of a server in its one message of the status channel; see `showPost` for what it promises. */
export async function showNotice(ctx: ActionContext, noticeId: string): Promise<void> {
  await showPost(ctx, {
    key: `servers:status:${noticeId}`,
    again: { name: 'servers.notice', payload: { noticeId } },
    draw: async () => {
      const [row] = await ctx.db
        .select()
        .from(serverNotices)
        .where(and(eq(serverNotices.guildId, ctx.guildId), eq(serverNotices.id, noticeId)));
      const { statusChannel } = await ctx.settings(serversSettings);
      return row && statusChannel ? { channelId: statusChannel, body: noticeMessage(row) } : null;
    },
  });
}

/** The same for whoever knows the action only; nothing where the channel was not chosen when it was asked for. */
export async function showNoticeOf(ctx: ActionContext, actionId: string): Promise<void> {
  const [row] = await ctx.db
    .select({ id: serverNotices.id })
    .from(serverNotices)
    .where(and(eq(serverNotices.guildId, ctx.guildId), eq(serverNotices.actionId, actionId)));
  if (row) await showNotice(ctx, row.id);
}

/** Asks approvers in their channel, and shows there what they decided. */
export async function showApproval(ctx: ActionContext, actionId: string): Promise<void> {
  await showPost(ctx, {
    key: `servers:approval:${actionId}`,
    again: { name: 'servers.approval', payload: { actionId } },
    draw: async () => {
      const { row, approvals } = await findAction(ctx, actionId);
      const { approvalChannel } = await ctx.settings(serversSettings);
      if (approvalChannel) return { channelId: approvalChannel, body: approvalMessage(row, approvals) };
      return {
        problem:
          'An action on a server waits for approval, but there is no channel for approvals. Choose one in the settings of Servers.',
      };
    },
  });
}
