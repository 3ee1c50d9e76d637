import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Review } from '../review.ts';
import { loadReview, requireReviewId, reviewAfter, reviewQueries } from './load-review.ts';

/** Ends a review in which nothing waits and nothing was kept, so that the message can be read anew. */
export async function dismissReview(ctx: ActionContext, analysisId: string): Promise<Review> {
  await ctx.require('records:write');
  requireReviewId(analysisId);
  try {
    const results = await ctx.commit({
      statements: [
        requireChange(
          sql`update analyses set state = 'empty', finished_at = ${ctx.now().toISOString()}::timestamptz
            where guild_id = ${ctx.guildId} and id = ${analysisId}::uuid and state = 'reviewing'
              and not exists (select 1 from suggestions where analysis_id = ${analysisId}::uuid)`,
          'review-over',
        ),
        ...reviewQueries(ctx, analysisId),
      ],
      audit: [{ action: 'records.dismiss', target: `analysis:${analysisId}` }],
    });
    return reviewAfter(ctx, results);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return loadReview(ctx, analysisId);
  }
}
