import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, DisabledError } from '../../../core/errors.ts';
import { sha256Hex } from '../../../core/hash.ts';
import { completeMessage, type PartialMessage } from '../conversation/complete-message.ts';
import { gatherConversation } from '../conversation/gather-conversation.ts';
import type { Review, StoredMessage } from '../review.ts';
import { recordsSettings } from '../settings.ts';
import { redactConversation } from '../suggest/redact-conversation.ts';
import { suggestRecords } from '../suggest/suggest-records.ts';
import type { ConversationMessage, Suggestion } from '../suggestion.ts';
import { analyses, suggestions } from '../tables.ts';
import { claimMessage } from './claim-message.ts';
import { machineQuery } from './load-form.ts';
import { loadReview, reviewAfter, reviewQueries } from './load-review.ts';
import { proposalNote, proposeLinks } from './propose-links.ts';

export interface ReadForReviewInput {
  channelId: string;
  /** As the interaction brought them. */
  target: PartialMessage;
  channel?: { type: number; parent_id?: string | null };
  /** What the bot may do there, as the interaction says. */
  appPermissions?: string;
  interactionId: string;
  /** Called once the message is ours, before the slow part. */
  onReading(): Promise<void>;
}

/**
 * Reads a message's conversation and stores what might be recorded, or joins the review that is there already. Safe to
 * repeat: the same interaction resumes, and what was stored is not asked for again. If reading fails, the message is
 * free for the next try.
 */
export async function readForReview(ctx: ActionContext, input: ReadForReviewInput): Promise<Review> {
  await ctx.require('records:write');
  const { inbound } = await ctx.settings(recordsSettings);
  if (!inbound) throw new DisabledError(SWITCHED_OFF);
  const { channelId, target, channel, appPermissions, interactionId } = input;
  const claim = await claimMessage(ctx, { channelId, messageId: target.id, interactionId });
  const { analysisId } = claim;
  if (claim.kind === 'join') return loadReview(ctx, analysisId);
  try {
    await input.onReading();
    const notes: string[] = [];
    const [conversation, machines] = await Promise.all([
      gatherConversation(ctx, {
        channelId,
        target: await completeMessage(ctx, channelId, target),
        channel,
        appPermissions,
        note: (sentence) => notes.push(sentence),
      }),
      machineQuery(ctx),
    ]);
    const [found, proposals] = await Promise.all([
      suggestRecords(ctx, { analysisId, conversation, machines, notes }),
      proposeLinks(ctx, peopleOf(conversation)).catch((error: unknown) => {
        // Who is who can wait for the next message; the records can't.
        ctx.log.warn('links not proposed', { analysisId, error });
        return [];
      }),
    ]);
    const said = [...found.notes, ...proposals.filter(({ linked }) => !linked).map(proposalNote)];
    const stored = await storedConversation(conversation);
    const results = await ctx.commit({
      statements: [
        requireChange(
          sql`update analyses set state = 'reviewing', mode = ${found.mode},
              notes = ${JSON.stringify(said)}::jsonb, dropped_suggestions = ${found.dropped}::integer,
              conversation = ${JSON.stringify(stored)}::jsonb
            where guild_id = ${ctx.guildId} and id = ${analysisId}::uuid and state = 'running'
              and interaction_id = ${interactionId}`,
          'taken-over',
        ),
        ...(found.suggestions.length > 0
          ? [ctx.db.insert(suggestions).values(suggestionRows(ctx, analysisId, found.suggestions))]
          : []),
        ...reviewQueries(ctx, analysisId),
      ],
      audit: [
        {
          action: 'records.read-message',
          target: `analysis:${analysisId}`,
          after: { mode: found.mode, suggestions: found.suggestions.length, dropped: found.dropped },
        },
      ],
    });
    return reviewAfter(ctx, results);
  } catch (error) {
    if (error instanceof ConflictError && error.reason === 'taken-over') return loadReview(ctx, analysisId);
    await releaseMessage(ctx, analysisId, interactionId);
    throw error;
  }
}

/** Those who wrote, each once; bots and webhooks are nobody's maintainers. */
const peopleOf = (conversation: readonly ConversationMessage[]) => [
  ...new Map(
    conversation
      .filter(({ isBot }) => !isBot)
      .map(({ authorId, authorUsername }) => [authorId, { id: authorId, username: authorUsername }]),
  ).values(),
];

const SWITCHED_OFF =
  'Making records from messages is switched off in this server. An admin can switch it on with `/settings change` → *Records from messages*.';

/** Failing to is no failure: after five minutes somebody else may take the reading over anyway. */
async function releaseMessage(ctx: ActionContext, analysisId: string, interactionId: string): Promise<void> {
  await ctx.db
    .update(analyses)
    .set({ state: 'failed', finishedAt: ctx.now() })
    .where(
      sql`${analyses.guildId} = ${ctx.guildId} and ${analyses.id} = ${analysisId}::uuid
        and ${analyses.state} = 'running' and ${analyses.interactionId} = ${interactionId}`,
    )
    .catch((error: unknown) => ctx.log.warn('message not released', { analysisId, error }));
}

/** What is kept: details of people left out, but the hash is that of the message as it stood. */
async function storedConversation(conversation: readonly ConversationMessage[]): Promise<StoredMessage[]> {
  const redacted = redactConversation(conversation);
  return Promise.all(
    redacted.map(async (message, index) => {
      const original = conversation[index] ?? message;
      const signed = new Map(original.attachments.map(({ id, url }) => [id, url]));
      return {
        ...message,
        contentHash: await sha256Hex(original.text),
        attachments: message.attachments.map((file) => ({
          ...file,
          signedUrl: signed.get(file.id) ?? file.url,
        })),
      };
    }),
  );
}

const suggestionRows = (ctx: ActionContext, analysisId: string, found: readonly Suggestion[]) =>
  found.map((suggestion, index) => ({
    id: ctx.newId(),
    guildId: ctx.guildId,
    analysisId,
    position: index + 1,
    parentPosition: suggestion.parentPosition ?? null,
    kind: suggestion.kind,
    title: suggestion.title,
    fields: suggestion.fields,
    machineId: suggestion.machineId ?? null,
    evidence: suggestion.evidence,
    warnings: suggestion.warnings,
    state: 'pending' as const,
  }));
