import { and, eq, inArray, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { escapeMarkdown, inertMentions } from '../../../discord/text.ts';
import { analyses } from '../tables.ts';

/** A reading that takes longer was cut off, in milliseconds; reading takes some ten seconds. */
const TAKEOVER_MS = 5 * 60_000;
/** When to look again whether somebody else's reading is done, in milliseconds. */
const LOOK_AGAIN_MS = 4_000;
const LIVE = ['running', 'reviewing', 'finished'] as const;

export interface ClaimMessageInput {
  channelId: string;
  messageId: string;
  /** The same interaction resumes what it began. */
  interactionId: string;
}

/** `read`: the message is ours to read. `join`: a review or its result is there already. */
export interface MessageClaim {
  kind: 'read' | 'join';
  analysisId: string;
}

/**
 * Takes a message for review; of several people at once exactly one reads it (unique index `analyses_live`), the
 * others join. A reading that was cut off is taken over, and so is an old review in which nothing was found.
 * Throws UnavailableError, to be tried again, while somebody else's reading goes on.
 */
export async function claimMessage(ctx: ActionContext, input: ClaimMessageInput): Promise<MessageClaim> {
  await ctx.require('records:write');
  const now = ctx.now();
  const requestedBy = actorLabel(ctx.actor);
  const mine = {
    state: 'running' as const,
    requestedBy,
    requestedByName: ctx.actor.name,
    interactionId: input.interactionId,
    createdAt: now,
  };
  const cutOff = sql`${new Date(now.getTime() - TAKEOVER_MS).toISOString()}::timestamptz`;
  const [row] = await ctx.db
    .insert(analyses)
    .values({
      id: ctx.newId(),
      guildId: ctx.guildId,
      channelId: input.channelId,
      messageId: input.messageId,
      ...mine,
    })
    .onConflictDoUpdate({
      target: [analyses.guildId, analyses.messageId],
      targetWhere: sql`state in ('running', 'reviewing', 'finished')`,
      set: mine,
      setWhere: sql`(${analyses.state} = 'running'
          and (${analyses.interactionId} = ${input.interactionId} or ${analyses.createdAt} < ${cutOff}))
        or (${analyses.state} = 'reviewing' and ${analyses.createdAt} < ${cutOff}
          and not exists (select 1 from suggestions where suggestions.analysis_id = ${analyses.id}))`,
    })
    .returning({ id: analyses.id });
  if (row) return { kind: 'read', analysisId: row.id };

  const [other] = await ctx.db
    .select()
    .from(analyses)
    .where(
      and(
        eq(analyses.guildId, ctx.guildId),
        eq(analyses.messageId, input.messageId),
        inArray(analyses.state, LIVE),
      ),
    );
  if (other && other.state !== 'running') return { kind: 'join', analysisId: other.id };
  const who =
    !other || other.requestedBy === requestedBy
      ? 'You have'
      : `${inertMentions(escapeMarkdown(other.requestedByName))} has`;
  throw new UnavailableError(`${who} just started this. The message is being read; this goes on by itself.`, {
    retryAfterMs: LOOK_AGAIN_MS,
  });
}
