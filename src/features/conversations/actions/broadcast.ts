import { and, eq, inArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import { isUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { lengthOf } from '../../../discord/text.ts';
import { MESSAGE_STATES } from '../model.ts';
import { INBOX, openKeyFor } from '../open-key.ts';
import { conversationBroadcasts, conversationMessages, conversationReach, conversations } from '../tables.ts';
import { openConversation } from './open-conversation.ts';
import { queueReply } from './queue-reply.ts';

/** Discord counts bursts of direct messages as spam; those of one minute go one after the other. */
const PER_MINUTE = 10;
const MINUTE_MS = 60_000;
const MOST = 200;

export const BroadcastInput = v.object({
  personIds: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'))),
    v.minLength(1, 'Say whom to send it to.'),
    v.maxLength(MOST, `At most ${MOST} people at once.`),
  ),
  content: v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.minLength(1, 'Write something.'),
    v.check(
      (text) => lengthOf(text) <= MESSAGE_LIMITS.content,
      `At most ${MESSAGE_LIMITS.content} characters.`,
    ),
  ),
});

export const BroadcastView = v.object({
  id: v.string(),
  content: v.string(),
  recipients: v.number(),
  createdByName: v.string(),
  createdAt: v.string(),
  /** How many messages are in each state. */
  states: v.partial(v.object(Object.fromEntries(MESSAGE_STATES.map((state) => [state, v.number()])))),
});
export type BroadcastView = v.InferOutput<typeof BroadcastView>;

export interface BroadcastResult {
  broadcast: BroadcastView;
  /** Those who get nothing, with the reason as a word and a sentence. */
  skipped: { personId: string; code: 'no_consent' | 'consent_withdrawn'; text: string }[];
}

const REASONS = {
  no_consent: 'They have not agreed to be written to.',
  consent_withdrawn: 'They asked for no more messages.',
} as const;

/**
 * Sends one text to many people: to each a message of their own, paced, and only to those who agreed and have not
 * taken that back; looked at again when each is sent. Throws ConflictError if nobody is left.
 */
export async function broadcast(
  ctx: ActionContext,
  raw: v.InferInput<typeof BroadcastInput>,
  access: Permission = 'conversations:manage',
): Promise<BroadcastResult> {
  await ctx.require(access);
  const { personIds, content } = parseInput(BroadcastInput, raw);
  const ids = [...new Set(personIds)];
  const known = await ctx.db
    .select({ personId: conversationReach.personId, consent: conversationReach.consent })
    .from(conversationReach)
    .where(and(eq(conversationReach.guildId, ctx.guildId), inArray(conversationReach.personId, ids)));
  const consent = new Map(known.map((row) => [row.personId, row.consent]));
  const agreed = ids.filter((id) => consent.get(id) === 'granted');
  const skipped = ids
    .filter((id) => !agreed.includes(id))
    .map((personId) => {
      const code =
        consent.get(personId) === 'withdrawn' ? ('consent_withdrawn' as const) : ('no_consent' as const);
      return { personId, code, text: REASONS[code] };
    });
  if (agreed.length === 0)
    throw new ConflictError(
      'no-consent',
      'None of these people has agreed to be written to. Record their consent first.',
    );
  const id = ctx.newId();
  await ctx.commit({
    statements: [
      ctx.db.insert(conversationBroadcasts).values({
        id,
        guildId: ctx.guildId,
        content,
        recipients: agreed.length,
        createdBy: actorLabel(ctx.actor),
        createdByName: ctx.actor.name,
        createdAt: ctx.now(),
      }),
    ],
    audit: [
      {
        action: 'conversations.broadcast',
        target: `broadcast:${id}`,
        after: { content, recipients: agreed.length, skipped: skipped.length },
      },
    ],
    jobs: [{ name: 'conversations.spread', key: id, payload: { broadcastId: id, personIds: agreed } }],
  });
  return { broadcast: await readBroadcast(ctx, id, access), skipped };
}

/** Writes the messages of a broadcast, each for its time. Repeating it adds none. */
export async function spreadBroadcast(
  ctx: ActionContext,
  { broadcastId, personIds }: { broadcastId: string; personIds: readonly string[] },
): Promise<void> {
  const found = await loadBroadcast(ctx, broadcastId);
  const names = await ctx.db
    .select({ personId: conversations.personId, name: sql<string>`max(${conversations.personName})` })
    .from(conversations)
    .where(and(eq(conversations.guildId, ctx.guildId), inArray(conversations.personId, [...personIds])))
    .groupBy(conversations.personId);
  const nameOf = new Map(names.map((row) => [row.personId, row.name]));
  for (const [index, personId] of personIds.entries()) {
    const { conversation } = await openConversation(ctx, {
      feature: INBOX,
      person: { id: personId, name: nameOf.get(personId) ?? personId },
      transport: 'dm',
      openKey: openKeyFor(INBOX, personId),
    });
    try {
      await queueReply(ctx, {
        conversationId: conversation.id,
        content: found.content,
        purpose: 'bulk',
        broadcastId,
        key: `broadcast:${broadcastId}:${personId}`,
        author: { id: null, name: found.createdByName, kind: 'bot' },
        sendAt: new Date(
          found.createdAt.getTime() + Math.floor(index / PER_MINUTE) * MINUTE_MS,
        ).toISOString(),
      });
    } catch (error) {
      // Taken back between the plan and its turn.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

export async function readBroadcast(
  ctx: ActionContext,
  id: string,
  access: Permission = 'conversations:read',
): Promise<BroadcastView> {
  await ctx.require(access);
  const row = await loadBroadcast(ctx, id);
  const counts = await ctx.db
    .select({ state: conversationMessages.state, count: sql<string>`count(*)` })
    .from(conversationMessages)
    .where(and(eq(conversationMessages.guildId, ctx.guildId), eq(conversationMessages.broadcastId, id)))
    .groupBy(conversationMessages.state);
  return {
    id: row.id,
    content: row.content,
    recipients: row.recipients,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    states: Object.fromEntries(counts.map(({ state, count }) => [state, Number(count)])),
  };
}

async function loadBroadcast(ctx: ActionContext, id: string) {
  const [row] = isUuid(id)
    ? await ctx.db
        .select()
        .from(conversationBroadcasts)
        .where(and(eq(conversationBroadcasts.guildId, ctx.guildId), eq(conversationBroadcasts.id, id)))
    : [];
  if (row) return row;
  throw new NotFoundError('There is no such message to many in this server.');
}
