import { askClaude } from '../../../ai/ask-claude.ts';
import type { ActionContext } from '../../../core/context.ts';
import { recordsSettings } from '../settings.ts';
import type { ConversationMessage, Suggestion } from '../suggestion.ts';
import { MAX_SUGGESTIONS } from './answer-schema.ts';
import { checkAnswer } from './check-answer.ts';
import { explainFailure } from './explain-failure.ts';
import { type KnownMachine, type ListedMachine, listMachines } from './machine-list.ts';
import { loadPictures, type Picture } from './pictures.ts';
import { recordQuestion } from './record-question.ts';
import { suggestByRules } from './rules.ts';

export interface SuggestInput {
  analysisId: string;
  conversation: readonly ConversationMessage[];
  machines: readonly KnownMachine[];
  /** Sentences from before, e.g. of reading the conversation; they come first in the result's notes. */
  notes?: readonly string[];
}

export interface SuggestResult {
  mode: 'model' | 'rules';
  /** At most five, parents before their children, checked and safe to show. */
  suggestions: Suggestion[];
  /** Sentences for the person: why no model was asked, what was left out. */
  notes: string[];
  /** How many of the model's suggestions were not taken. */
  dropped: number;
}

/**
 * Reads a conversation with Claude, or by rules when Claude is off, out of budget or does not answer. Asks once
 * (a second time without pictures if those were refused) and stores what it cost; writes nothing else. Throws only for the database.
 */
export async function suggestRecords(ctx: ActionContext, input: SuggestInput): Promise<SuggestResult> {
  const notes = [...(input.notes ?? [])];
  const byRules = (why: string): SuggestResult => ({
    mode: 'rules',
    suggestions: suggestByRules(input.conversation, input.machines),
    notes: [...notes, why],
    dropped: 0,
  });
  const settings = await ctx.settings(recordsSettings);
  if (!settings.useModel) {
    return byRules('Claude is switched off for this server. These suggestions were made by simple rules.');
  }
  const machines = listMachines(input.machines, input.conversation.map(({ text }) => text).join('\n'));
  let pictures: Picture[] = [];
  const ask = (load: () => Promise<Picture[]>) =>
    askClaude(ctx, {
      feature: 'records',
      subject: `analysis:${input.analysisId}`,
      apiKey: settings.anthropicKey,
      monthlyBudget: settings.monthlyBudget,
      question: async () => {
        pictures = await load();
        return recordQuestion(input.conversation, machines, pictures);
      },
    });

  let result = await ask(() => loadPictures(ctx.runtime.outside, input.conversation));
  if (result.kind === 'rejected' && result.status !== 404 && pictures.length > 0) {
    // One picture that Anthropic can't read or reach makes it refuse the whole request.
    notes.push('Claude could not open the pictures, so only the text was read.');
    result = await ask(async () => []);
  }
  if (result.kind !== 'answer') return byRules(explainFailure(result));
  return fromAnswer(ctx, input, { items: result.value.suggestions, machines, pictures, notes });
}

function fromAnswer(
  ctx: ActionContext,
  { analysisId, conversation }: SuggestInput,
  answer: { items: unknown[]; machines: ListedMachine[]; pictures: readonly Picture[]; notes: string[] },
): SuggestResult {
  const { items, machines, pictures, notes } = answer;
  const pictured = new Set(pictures.map(({ messageId }) => messageId));
  const { suggestions, dropped } = checkAnswer(items, { conversation, machines, pictured });
  if (dropped.length > 0) ctx.log.warn('suggestions dropped', { analysisId, count: dropped.length, dropped });
  const unusable = dropped.filter((why) => why === 'unknown kind' || why === 'malformed').length;
  if (unusable > 0) {
    notes.push(
      unusable === 1
        ? 'One suggestion was left out, because it is not a kind of record that exists here.'
        : `${unusable} suggestions were left out, because they are not kinds of record that exist here.`,
    );
  }
  if (dropped.includes('too many'))
    notes.push(`Only the first ${MAX_SUGGESTIONS} suggestions are shown; ask again about single messages.`);
  return { mode: 'model', suggestions, notes, dropped: dropped.length };
}
