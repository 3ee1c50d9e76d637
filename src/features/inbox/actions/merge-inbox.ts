import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type ConversationRow, mergeConversations, reopenConversation } from '../../conversations/public.ts';
import { toldOfAssignment } from '../assignment.ts';
import { findInbox } from '../find-inbox.ts';
import { openKeyOf } from '../open-key.ts';
import { byPerson } from '../routing/route.ts';

export const MergeInput = v.object({ into: v.pipe(v.string('Give a text.'), v.trim(), v.minLength(1)) });

/**
 * Puts the messages of one conversation into another of the same person. If the first was the one that their next
 * message goes to, the second is that now. Whoever had it is told.
 */
export async function mergeInbox(
  ctx: ActionContext,
  reference: string,
  raw: v.InferInput<typeof MergeInput>,
): Promise<ConversationRow> {
  await ctx.require('inbox:write');
  const { into: target } = parseInput(MergeInput, raw);
  const [from, into] = await Promise.all([findInbox(ctx, reference), findInbox(ctx, target)]);
  const agent = into.assigneeId ? { id: into.assigneeId, name: into.assigneeName ?? into.assigneeId } : null;
  const by = ctx.actor.name;
  const sentence = `${by} merged #${from.number} into #${into.number}.`;
  const { signals } = toldOfAssignment(from, agent, { by, reason: { ...byPerson(agent, by), sentence } });
  const heir =
    from.openKey && into.state !== 'closed'
      ? [
          sql`update conversations set open_key = ${from.openKey}
            where guild_id = ${ctx.guildId} and id = ${into.id}::uuid and open_key is null`,
        ]
      : [];
  const merged = await mergeConversations(
    ctx,
    { from: from.id, into: into.id, extra: { statements: heir, signals } },
    'inbox:write',
  );
  // What still went on goes on.
  if (from.state === 'closed' || into.state !== 'closed') return merged;
  return reopenConversation(ctx, into.id, { openKey: openKeyOf(into.personId) }, 'inbox:write');
}
