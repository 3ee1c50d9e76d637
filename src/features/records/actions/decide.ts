import { type SQL, sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { type Review, type ReviewSuggestion, revisionOf, suggestionAt } from '../review.ts';
import type { SuggestionState } from '../tables.ts';
import { loadReview, reviewAfter, reviewQueries } from './load-review.ts';

/** Names one suggestion as a person saw it. */
export interface DecisionInput {
  analysisId: string;
  position: number;
  /** `revisionOf` the suggestion on the person's screen. */
  revision: string;
}

/** `done`: as asked. `late`: somebody had decided before. `changed`: it reads differently now, look again. */
export type Decision = {
  kind: 'done' | 'late' | 'changed';
  /** How everything is now. */
  review: Review;
  /** The suggestion that it was about, as it is now. */
  suggestion: ReviewSuggestion;
  /** Suggestions that were skipped along with it. */
  alsoSkipped: ReviewSuggestion[];
};

type Plan = Omit<Change, 'statements'> & {
  statements: Change['statements'];
  alsoSkipped?: ReviewSuggestion[];
};

/**
 * Decides on one suggestion exactly once: reads the review, lets `plan` say what follows, and writes both in one
 * transaction that also ends the review after its last suggestion. Of several people at once, one decides and the
 * others learn who it was. Two round trips.
 */
export async function decide(
  ctx: ActionContext,
  input: DecisionInput,
  plan: (review: Review, suggestion: ReviewSuggestion) => Promise<Plan>,
): Promise<Decision> {
  const before = await loadReview(ctx, input.analysisId);
  const suggestion = requireSuggestion(before, input.position);
  if (suggestion.state !== 'pending' || before.analysis.state !== 'reviewing') {
    return { kind: 'late', review: before, suggestion, alsoSkipped: [] };
  }
  if (revisionOf(suggestion) !== input.revision) {
    return { kind: 'changed', review: before, suggestion, alsoSkipped: [] };
  }
  const { alsoSkipped = [], ...change } = await plan(before, suggestion);
  try {
    const results = await ctx.commit({
      ...change,
      statements: [
        lockReview(ctx, input.analysisId),
        ...change.statements,
        settleReview(ctx, input.analysisId),
        ...reviewQueries(ctx, input.analysisId),
      ],
    });
    const review = reviewAfter(ctx, results);
    return { kind: 'done', review, suggestion: requireSuggestion(review, input.position), alsoSkipped };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const review = await loadReview(ctx, input.analysisId);
    const now = requireSuggestion(review, input.position);
    return { kind: now.state === 'pending' ? 'changed' : 'late', review, suggestion: now, alsoSkipped: [] };
  }
}

export function requireSuggestion(review: Review, position: number): ReviewSuggestion {
  const suggestion = suggestionAt(review, position);
  if (!suggestion) throw new InputError('This suggestion is no longer there. Run **Add to records** again.');
  return suggestion;
}

/** First statement of every change to a review: makes others wait, so that the last decision sees all before it. */
export const lockReview = (ctx: ActionContext, analysisId: string): SQL =>
  requireChange(
    sql`update analyses set state = state where guild_id = ${ctx.guildId} and id = ${analysisId}::uuid
      and state = 'reviewing'`,
    'review-over',
  );

/** Marks a suggestion as decided, if it still waits and still says what was decided on. */
export const markDecided = (
  ctx: ActionContext,
  suggestion: ReviewSuggestion,
  state: Exclude<SuggestionState, 'pending'>,
  recordId: string | null,
): SQL =>
  requireChange(
    sql`update suggestions set state = ${state}, record_id = ${recordId}::uuid,
        decided_by = ${actorLabel(ctx.actor)}, decided_by_name = ${ctx.actor.name},
        decided_at = ${ctx.now().toISOString()}::timestamptz
      where guild_id = ${ctx.guildId} and id = ${suggestion.id}::uuid and ${unchanged(suggestion)}`,
    'suggestion-decided',
  );

/** Holds while a suggestion waits and says what it said when it was read. */
export const unchanged = (suggestion: ReviewSuggestion): SQL =>
  sql`state = 'pending' and title = ${suggestion.title} and fields = ${JSON.stringify(suggestion.fields)}::jsonb
    and machine_id is not distinct from ${suggestion.machine?.id ?? null}::uuid`;

/** Ends the review once nothing waits: `finished` if anything was kept, else `empty`, which frees the message. */
export const settleReview = (ctx: ActionContext, analysisId: string): SQL =>
  sql`update analyses set finished_at = ${ctx.now().toISOString()}::timestamptz,
      state = case when exists (select 1 from suggestions where analysis_id = ${analysisId}::uuid
        and state in ('confirmed', 'merged')) then 'finished' else 'empty' end
    where guild_id = ${ctx.guildId} and id = ${analysisId}::uuid and state = 'reviewing'
      and not exists (select 1 from suggestions where analysis_id = ${analysisId}::uuid and state = 'pending')`;
