import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { type AutoAnswerKind, autoAnswers } from '../tables.ts';

const HOUR_MS = 60 * 60_000;

interface AutoAnswer {
  kind: AutoAnswerKind;
  personId: string;
  channelId: string;
  content: string;
  components?: APIMessageTopLevelComponent[];
  /** Nobody gets the same kind twice within it. */
  windowHours: number;
}

/**
 * Answers a person by itself, once for each kind and window: of several messages at once, one gives an answer. The
 * right to answer and the job that does it are one transaction.
 */
export async function answerOnce(ctx: ActionContext, answer: AutoAnswer): Promise<void> {
  const { kind, personId, channelId, content, components, windowHours } = answer;
  if (content.trim() === '' || channelId === '') return;
  const now = ctx.now();
  const since = new Date(now.getTime() - windowHours * HOUR_MS);
  const claim = ctx.db
    .insert(autoAnswers)
    .values({ guildId: ctx.guildId, personId, kind, channelId, sentAt: now })
    .onConflictDoUpdate({
      target: [autoAnswers.guildId, autoAnswers.personId, autoAnswers.kind],
      set: { sentAt: now, channelId },
      setWhere: sql`${autoAnswers.sentAt} <= ${since.toISOString()}::timestamptz`,
    });
  // Names nobody, so that it may stay when the person is erased.
  const key = await derivedUuid(`auto-answer:${ctx.guildId}:${personId}:${kind}:${now.getTime()}`);
  const payload = { channelId, content, key, ...(components ? { components } : {}) };
  try {
    await ctx.commit({
      statements: [requireChange(claim.getSQL(), 'answered')],
      jobs: [{ name: 'inbox.auto-answer', payload, key }],
    });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== 'answered') throw error;
  }
}
