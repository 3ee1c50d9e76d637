import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type {
  ComponentInteraction,
  MessageCommandInteraction,
  ModalInteraction,
} from '../../../core/interactions/interaction.ts';
import { openModal, type Reply, say, update } from '../../../core/interactions/reply.ts';
import { codeBlock, truncate } from '../../../discord/text.ts';
import { confirmSuggestion } from '../actions/confirm-suggestion.ts';
import { type Decision, type DecisionInput, requireSuggestion } from '../actions/decide.ts';
import { dismissReview } from '../actions/dismiss-review.ts';
import { editSuggestion } from '../actions/edit-suggestion.ts';
import { fillSuggestion } from '../actions/fill-suggestion.ts';
import { loadForm } from '../actions/load-form.ts';
import { loadReview } from '../actions/load-review.ts';
import { mergeSuggestion } from '../actions/merge-suggestion.ts';
import { readForReview } from '../actions/read-for-review.ts';
import { skipSuggestion } from '../actions/skip-suggestion.ts';
import { undoReview } from '../actions/undo-review.ts';
import { findKind, type RecordKind } from '../kinds.ts';
import type { Review, Viewer } from '../review.ts';
import { reviewMessage } from './review-message.ts';
import { decisionNotice, savedAlready, undoMessage } from './review-summary.ts';
import { editSuggestionModal, fillModal, readSuggestionForm } from './suggestion-modal.ts';

export async function addMessage(interaction: MessageCommandInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { target, raw } = interaction;
  const review = await readForReview(ctx, {
    channelId: interaction.channelId,
    target,
    interactionId: interaction.id,
    ...(raw.channel ? { channel: raw.channel } : {}),
    appPermissions: raw.app_permissions,
    onReading: () => interaction.progress('Reading the conversation around this message …'),
  });
  const viewer = viewerOf(ctx);
  return say(reviewMessage(review, viewer, savedAlready(review, viewer)));
}

export const save = (interaction: ComponentInteraction): Promise<Reply> =>
  decided(interaction, confirmSuggestion);

export const skip = (interaction: ComponentInteraction): Promise<Reply> =>
  decided(interaction, skipSuggestion);

export const merge = (interaction: ComponentInteraction): Promise<Reply> =>
  decided(interaction, (ctx, input) =>
    mergeSuggestion(ctx, { ...input, number: Number(customIdArgument(interaction.args, 3)) }),
  );

async function decided(
  interaction: ComponentInteraction,
  action: (ctx: ActionContext, input: DecisionInput) => Promise<Decision>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const revision = customIdArgument(interaction.args, 2);
  const decision = await action(ctx, { ...suggestionArguments(interaction.args), revision });
  return shown(ctx, decision.review, decisionNotice(decision, viewerOf(ctx)));
}

export async function askEdit(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { analysisId, position } = suggestionArguments(interaction.args);
  const { review, machines } = await loadForm(ctx, analysisId);
  const suggestion = requireSuggestion(review, position);
  if (suggestion.state !== 'pending' || review.analysis.state !== 'reviewing') {
    const late: Decision = { kind: 'late', review, suggestion, alsoSkipped: [] };
    return shown(ctx, review, decisionNotice(late, viewerOf(ctx)));
  }
  return openModal(editSuggestionModal(analysisId, kindNamed(suggestion.kind), suggestion, machines));
}

export async function saveEdit(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { analysisId, position } = suggestionArguments(interaction.args);
  const decision = await editSuggestion(ctx, {
    analysisId,
    position,
    readEntered: (kind) => readSuggestionForm(kind, interaction.fields),
  });
  const notice = decisionNotice(decision, viewerOf(ctx));
  return shown(
    ctx,
    decision.review,
    decision.kind === 'done' ? notice : `${notice}\n${typedWords(interaction)}`,
  );
}

export async function askFill(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const analysisId = customIdArgument(interaction.args, 0);
  const kind = kindNamed(customIdArgument(interaction.args, 1));
  const { review, machines } = await loadForm(ctx, analysisId);
  if (review.analysis.state !== 'reviewing') return shown(ctx, review, OVER);
  return openModal(fillModal(analysisId, kind, machines));
}

export async function saveFilled(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const kind = kindNamed(customIdArgument(interaction.args, 1));
  const result = await fillSuggestion(ctx, {
    analysisId: customIdArgument(interaction.args, 0),
    kind: kind.name,
    interactionId: interaction.id,
    entered: readSuggestionForm(kind, interaction.fields),
  });
  const saved = result.review.analysis.state === 'finished' ? undefined : '✅ Saved.';
  const notices = {
    saved,
    check: '⚠️ Not saved yet: something below needs a look.',
    over: `${OVER} Your record was not saved.\n${typedWords(interaction)}`,
  };
  return shown(ctx, result.review, notices[result.kind]);
}

export async function dismiss(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return shown(ctx, await dismissReview(ctx, customIdArgument(interaction.args, 0)));
}

export async function showReview(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  await ctx.require('records:write');
  return shown(ctx, await loadReview(ctx, customIdArgument(interaction.args, 0)));
}

export async function undo(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const result = await undoReview(ctx, {
    analysisId: customIdArgument(interaction.args, 0),
    anyway: interaction.args[1] === 'anyway',
  });
  return update(undoMessage(result, viewerOf(ctx)));
}

/** What was typed into a form that came too late, so that it can be copied. */
function typedWords({ fields }: ModalInteraction): string {
  const typed = [...fields.values()].filter((value) => typeof value === 'string' && value.trim() !== '');
  return typed.length === 0 ? '' : `You typed:\n${codeBlock(truncate(typed.join('\n'), TYPED_LENGTH))}`;
}

/** Leaves room in a message's 2,000 characters for what is said beside it. */
const TYPED_LENGTH = 1_000;
const OVER = '⚠️ This review is already over.';

const shown = (ctx: ActionContext, review: Review, notice?: string): Reply =>
  update(reviewMessage(review, viewerOf(ctx), notice));

const viewerOf = (ctx: ActionContext): Viewer => ({ actor: actorLabel(ctx.actor), now: ctx.now() });

function suggestionArguments(args: readonly string[]): { analysisId: string; position: number } {
  return { analysisId: customIdArgument(args, 0), position: Number(customIdArgument(args, 1)) };
}

function kindNamed(name: string): RecordKind {
  const kind = findKind(name);
  if (!kind) throw new InputError('This kind of record is no longer there. Run **Add to records** again.');
  return kind;
}
