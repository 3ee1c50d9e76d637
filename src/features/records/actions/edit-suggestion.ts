import { sql } from 'drizzle-orm';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireChange } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { type FormInput, readForm } from '../form.ts';
import { findKind, type RecordKind } from '../kinds.ts';
import type { ReviewSuggestion } from '../review.ts';
import type { EditMark } from '../suggestion.ts';
import { type Decision, type DecisionInput, lockReview, requireSuggestion, unchanged } from './decide.ts';
import { loadForm } from './load-form.ts';
import { loadReview, reviewAfter, reviewQueries } from './load-review.ts';

export interface EditSuggestionInput extends Omit<DecisionInput, 'revision'> {
  /** Reads what was entered as a form of the suggestion's kind. */
  readEntered(kind: RecordKind): FormInput;
}

/**
 * Changes what a suggestion says. Evidence of a changed field no longer holds and gives way to a mark of who changed
 * it. Refuses to touch a suggestion that somebody decided meanwhile (`late`) or changed since it was read (`changed`).
 */
export async function editSuggestion(ctx: ActionContext, input: EditSuggestionInput): Promise<Decision> {
  const { review: before, machines } = await loadForm(ctx, input.analysisId);
  const suggestion = requireSuggestion(before, input.position);
  const kind = findKind(suggestion.kind);
  if (suggestion.state !== 'pending' || before.analysis.state !== 'reviewing' || !kind) {
    return { kind: 'late', review: before, suggestion, alsoSkipped: [] };
  }
  const own = suggestion.machine;
  // The suggestion's machine may have been archived meanwhile; keeping it is no change.
  const choices =
    own && !machines.some(({ id }) => id === own.id) ? [...machines, { ...own, aliases: [] }] : machines;
  const entered = readForm(kind, input.readEntered(kind), choices);
  const title = entered.title || suggestion.title;
  const machine = entered.machine === undefined ? own : entered.machine;
  const changed = changedFields(suggestion, { title, machine, fields: entered.fields });
  const marks = changed.map(
    (field): EditMark => ({ field, editedBy: actorLabel(ctx.actor), editedByName: ctx.actor.name }),
  );
  const evidence = [...suggestion.evidence.filter(({ field }) => !changed.includes(field)), ...marks];
  const labels = changed.map((name) => kind.fields.find((field) => field.name === name)?.label ?? name);
  const warnings = [
    ...suggestion.warnings.filter((warning) => !labels.some((label) => speaksOf(warning, label))),
    ...entered.warnings,
  ];
  try {
    const results = await ctx.commit({
      statements: [
        lockReview(ctx, input.analysisId),
        requireChange(
          sql`update suggestions set title = ${title}, fields = ${JSON.stringify(entered.fields)}::jsonb,
              machine_id = ${machine?.id ?? null}::uuid, evidence = ${JSON.stringify(evidence)}::jsonb,
              warnings = ${JSON.stringify(warnings)}::jsonb
            where guild_id = ${ctx.guildId} and id = ${suggestion.id}::uuid and ${unchanged(suggestion)}`,
          'suggestion-decided',
        ),
        ...reviewQueries(ctx, input.analysisId),
      ],
      audit: [
        {
          action: 'records.edit-suggestion',
          target: `analysis:${before.analysis.id}`,
          after: { position: suggestion.position, changed },
        },
      ],
    });
    const review = reviewAfter(ctx, results);
    return { kind: 'done', review, suggestion: requireSuggestion(review, input.position), alsoSkipped: [] };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const review = await loadReview(ctx, input.analysisId);
    const now = requireSuggestion(review, input.position);
    return { kind: now.state === 'pending' ? 'changed' : 'late', review, suggestion: now, alsoSkipped: [] };
  }
}

type Said = Pick<ReviewSuggestion, 'title' | 'machine' | 'fields'>;

function changedFields(before: Said, after: Said): string[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  return [
    ...(before.title === after.title ? [] : ['title']),
    ...((before.machine?.id ?? null) === (after.machine?.id ?? null) ? [] : ['machine']),
    ...[...names].filter((name) => (before.fields[name] ?? '') !== (after.fields[name] ?? '')),
  ];
}

/** A warning about a field is settled once a person has changed that field. */
const speaksOf = (warning: string, label: string): boolean =>
  warning.toLowerCase().includes(label.toLowerCase());
