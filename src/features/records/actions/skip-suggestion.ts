import type { ActionContext } from '../../../core/context.ts';
import { waitingBelow } from '../review.ts';
import { type Decision, type DecisionInput, decide, markDecided } from './decide.ts';

/** Passes over a suggestion, and over whatever hangs on it. After the last one with nothing kept, the message is free. */
export async function skipSuggestion(ctx: ActionContext, input: DecisionInput): Promise<Decision> {
  await ctx.require('records:write');
  return decide(ctx, input, async (review, suggestion) => {
    const alsoSkipped = waitingBelow(review, suggestion.position);
    return {
      statements: [suggestion, ...alsoSkipped].map((each) => markDecided(ctx, each, 'skipped', null)),
      audit: [
        {
          action: 'records.skip',
          target: `analysis:${review.analysis.id}`,
          after: { positions: [suggestion, ...alsoSkipped].map(({ position }) => position) },
        },
      ],
      alsoSkipped,
    };
  });
}
