import type { ActionContext } from '../../../core/context.ts';
import { isUnknownMember } from '../../../discord/errors.ts';
import { getMember } from '../../../discord/members.ts';
import { cleanName } from '../../../discord/text.ts';
import { addThreadMember, listActiveThreads, startThread } from '../../../discord/threads.ts';
import { requireOwnChannel } from '../own-channel.ts';
import { upsertReach } from '../reach.ts';
import type { ConversationRow } from '../views.ts';

const PRIVATE_THREAD = 12;
/** The longest that Discord keeps a thread open without a word, in minutes. */
const WEEK_MINUTES = 10_080;

/**
 * A private thread for one conversation, with the person and whoever it is assigned to in it. Undefined when the
 * person is not in the server. Named by the conversation's number, by which a repeat finds one whose making was cut
 * off; so at most one is used.
 */
export async function openThread(
  ctx: ActionContext,
  conversation: ConversationRow,
  parentId: string,
  again: boolean,
): Promise<string | undefined> {
  const { personId, personName, number, assigneeId } = conversation;
  await requireOwnChannel(ctx, parentId);
  try {
    await getMember(ctx.discord, ctx.guildId, personId);
  } catch (error) {
    if (!isUnknownMember(error)) throw error;
    await upsertReach(ctx, personId, { inGuild: 'no' });
    return undefined;
  }
  const name = cleanName(`#${number} ${personName}`);
  const before = again ? await findThread(ctx, parentId, name) : undefined;
  const threadId = before ?? (await start(ctx, parentId, name));
  await addThreadMember(ctx.discord, threadId, personId);
  if (assigneeId) await addQuietly(ctx, threadId, assigneeId);
  await upsertReach(ctx, personId, { inGuild: 'yes', threadId });
  return threadId;
}

async function start(ctx: ActionContext, parentId: string, name: string): Promise<string> {
  const thread = await startThread(
    ctx.discord,
    parentId,
    { name, type: PRIVATE_THREAD, invitable: false, auto_archive_duration: WEEK_MINUTES },
    { reason: 'The person takes no direct messages' },
  );
  return thread.id;
}

async function findThread(ctx: ActionContext, parentId: string, name: string): Promise<string | undefined> {
  const { threads } = await listActiveThreads(ctx.discord, ctx.guildId);
  return threads.find(
    (thread) => 'parent_id' in thread && thread.parent_id === parentId && thread.name === name,
  )?.id;
}

/** Whoever answers may not be in the server any more; the thread is as good without them. */
async function addQuietly(ctx: ActionContext, threadId: string, userId: string): Promise<void> {
  try {
    await addThreadMember(ctx.discord, threadId, userId);
  } catch (error) {
    ctx.log.warn('the assignee was not added to the thread', { error });
  }
}
