import type { ActionContext } from '../../../core/context.ts';
import { newRecord } from '../new-record.ts';
import { type Review, type ReviewSuggestion, suggestionAt } from '../review.ts';
import { type Decision, type DecisionInput, decide, markDecided } from './decide.ts';
import { keepEvidence } from './keep-evidence.ts';

/** Makes a record of one suggestion. Of several people at once exactly one makes it; the others learn who did. */
export async function confirmSuggestion(ctx: ActionContext, input: DecisionInput): Promise<Decision> {
  await ctx.require('records:write');
  return decide(ctx, input, async (review, suggestion) => {
    const recordId = ctx.newId();
    const made = recordFromSuggestion(ctx, review, suggestion, recordId);
    const evidence = await keepEvidence(ctx, review, suggestion, recordId);
    return {
      statements: [
        markDecided(ctx, suggestion, 'confirmed', recordId),
        made.statement,
        ...evidence.statements,
      ],
      signals: [made.signal],
      audit: [made.audit],
      jobs: evidence.jobs,
    };
  });
}

/** The pieces that create the record; a child hangs on what its parent became. */
export function recordFromSuggestion(
  ctx: ActionContext,
  review: Review,
  suggestion: ReviewSuggestion,
  recordId: string,
) {
  const parent = suggestion.parentPosition ? suggestionAt(review, suggestion.parentPosition) : undefined;
  return newRecord(ctx, {
    id: recordId,
    kind: suggestion.kind,
    title: suggestion.title,
    fields: suggestion.fields,
    machine: suggestion.machine,
    parentId: parent?.recordId ?? null,
    origin: 'discord',
    originKey: `suggestion:${suggestion.id}`,
    analysisId: review.analysis.id,
    channelId: review.analysis.channelId,
    messageId: review.analysis.messageId,
  });
}
