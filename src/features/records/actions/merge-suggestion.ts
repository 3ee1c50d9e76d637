import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { truncate } from '../../../discord/text.ts';
import { findRecord, viewOf } from '../find-record.ts';
import { findKind } from '../kinds.ts';
import { COMMENT_MAX_LENGTH, newComment } from '../new-comment.ts';
import type { ReviewSuggestion } from '../review.ts';
import { type Decision, type DecisionInput, decide, markDecided } from './decide.ts';
import { keepEvidence } from './keep-evidence.ts';

export interface MergeSuggestionInput extends DecisionInput {
  /** The number of the record that gets what the suggestion says. */
  number: number;
}

/** Adds a suggestion to a record that exists already, as a comment with its sources and files. */
export async function mergeSuggestion(ctx: ActionContext, input: MergeSuggestionInput): Promise<Decision> {
  await ctx.require('records:write');
  return decide(ctx, input, async (review, suggestion) => {
    const loaded = await findRecord(ctx, String(input.number));
    const { row: record } = loaded;
    const body = commentFrom(suggestion);
    const evidence = await keepEvidence(ctx, review, suggestion, record.id);
    return {
      statements: [
        requireThat(
          sql`exists (select 1 from records where guild_id = ${ctx.guildId} and id = ${record.id}::uuid)`,
          'record-gone',
        ),
        markDecided(ctx, suggestion, 'merged', record.id),
        newComment(ctx, record.id, body, `suggestion:${suggestion.id}`),
        ...evidence.statements,
      ],
      signals: [
        {
          type: 'record.commented',
          subject: `record:${record.id}`,
          data: { record: viewOf(loaded), comment: { body, author: ctx.actor.name } },
        },
      ],
      audit: [{ action: 'records.comment', target: `record:${record.id}`, after: { body } }],
      jobs: evidence.jobs,
    };
  });
}

/** A suggestion as the text of a comment. */
export function commentFrom(suggestion: ReviewSuggestion): string {
  const fields = (findKind(suggestion.kind)?.fields ?? []).flatMap(({ name, label }) => {
    const value = suggestion.fields[name];
    if (!value) return [];
    return [name === 'details' ? value : `${label}: ${value}`];
  });
  return truncate([suggestion.title, ...fields].join('\n'), COMMENT_MAX_LENGTH);
}
