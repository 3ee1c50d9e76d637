import { sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation } from '../../../core/database/guard.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { type FormInput, readForm } from '../form.ts';
import { findKind } from '../kinds.ts';
import type { Review, ReviewSuggestion } from '../review.ts';
import type { EditMark } from '../suggestion.ts';
import { recordFromSuggestion } from './confirm-suggestion.ts';
import { lockReview, settleReview } from './decide.ts';
import { keepEvidence } from './keep-evidence.ts';
import { loadForm } from './load-form.ts';
import { loadReview, reviewAfter, reviewQueries } from './load-review.ts';

export interface FillSuggestionInput {
  analysisId: string;
  kind: string;
  /** The submitted form's interaction: the same one never makes a second record. */
  interactionId: string;
  entered: FormInput;
}

/** `saved`: a record was made. `check`: something was left out, so it waits in the review. `over`: the review had ended. */
export interface FillResult {
  kind: 'saved' | 'check' | 'over';
  review: Review;
}

/**
 * Makes a record of what a person filled in by hand, with the message as its source; needs no model. What could not
 * be taken as entered is shown for review instead of being saved without a word.
 */
export async function fillSuggestion(ctx: ActionContext, input: FillSuggestionInput): Promise<FillResult> {
  const { review: before, machines } = await loadForm(ctx, input.analysisId);
  const kind = findKind(input.kind);
  if (!kind) throw new InputError('This kind of record is no longer there. Run **Add to records** again.');
  if (before.analysis.state !== 'reviewing') return { kind: 'over', review: before };

  const id = await derivedUuid(`filled:${input.interactionId}`);
  const { title, machine = null, fields, warnings } = readForm(kind, input.entered, machines);
  const by = actorLabel(ctx.actor);
  const filled = ['title', ...(machine ? ['machine'] : []), ...Object.keys(fields)];
  const suggestion: ReviewSuggestion = {
    id,
    position: 0,
    parentPosition: null,
    kind: kind.name,
    title: title || kind.title,
    fields,
    machine,
    evidence: filled.map((field): EditMark => ({ field, editedBy: by, editedByName: ctx.actor.name })),
    warnings,
    state: 'pending',
    recordId: null,
    decidedBy: null,
    decidedByName: null,
  };
  const saves = warnings.length === 0;
  const recordId = saves ? ctx.newId() : null;
  const made = recordId ? recordFromSuggestion(ctx, before, suggestion, recordId) : undefined;
  const evidence = recordId ? await keepEvidence(ctx, before, suggestion, recordId) : undefined;
  const decided = recordId ? sql`${ctx.now().toISOString()}::timestamptz` : sql`null`;
  try {
    const results = await ctx.commit({
      statements: [
        lockReview(ctx, input.analysisId),
        sql`insert into suggestions (id, guild_id, analysis_id, position, kind, title, fields, machine_id,
            evidence, warnings, state, record_id, decided_by, decided_by_name, decided_at)
          select ${id}::uuid, ${ctx.guildId}, ${input.analysisId}::uuid, coalesce(max(position), 0) + 1,
            ${kind.name}, ${suggestion.title}, ${JSON.stringify(fields)}::jsonb, ${machine?.id ?? null}::uuid,
            ${JSON.stringify(suggestion.evidence)}::jsonb, ${JSON.stringify(warnings)}::jsonb,
            ${recordId ? 'confirmed' : 'pending'}, ${recordId}::uuid, ${recordId ? by : null},
            ${recordId ? ctx.actor.name : null}, ${decided}
          from suggestions where analysis_id = ${input.analysisId}::uuid`,
        ...(made ? [made.statement] : []),
        ...(evidence?.statements ?? []),
        settleReview(ctx, input.analysisId),
        ...reviewQueries(ctx, input.analysisId),
      ],
      signals: made ? [made.signal] : [],
      audit: made ? [made.audit] : [],
      jobs: evidence?.jobs ?? [],
    });
    return { kind: saves ? 'saved' : 'check', review: reviewAfter(ctx, results) };
  } catch (error) {
    // A repeat of the same interaction after a crash: the record is there, only the answer was not sent.
    if (isUniqueViolation(error)) return { kind: 'saved', review: await loadReview(ctx, input.analysisId) };
    if (!(error instanceof ConflictError)) throw error;
    return { kind: 'over', review: await loadReview(ctx, input.analysisId) };
  }
}
