import type { GenericSchema, InferOutput } from 'valibot';
import type { ActionContext } from '../core/context.ts';
import { dollarsToMicros, monthlySpend } from './budget.ts';
import { type ClaudeResult, createClaude, type Question } from './claude.ts';
import { modelPrice } from './prices.ts';
import { type RunSubject, recordRun } from './record-run.ts';

export interface AskInput<S extends GenericSchema> extends RunSubject {
  /** Made only when there is a key and money, because gathering what to ask may cost calls. */
  question: () => Question<S> | Promise<Question<S>>;
  /** The guild's own key, if it has one. */
  apiKey: string | null;
  /** US dollars a month for the guild; requests under way at the same time may overshoot it by what they cost. */
  monthlyBudget: number;
}

/** Asks Claude on the guild's account: checks key and budget before, stores what it cost after. */
export async function askClaude<S extends GenericSchema>(
  ctx: ActionContext,
  input: AskInput<S>,
): Promise<ClaudeResult<InferOutput<S>>> {
  const { question, apiKey, monthlyBudget, feature, subject } = input;
  const { config, outside } = ctx.runtime;
  if (!apiKey && !config.anthropic.apiKey) return { kind: 'no-key' };

  const budgetMicros = dollarsToMicros(monthlyBudget);
  const { spentMicros, resetsAt } = await monthlySpend(ctx);
  if (spentMicros >= budgetMicros) return { kind: 'budget-spent', spentMicros, budgetMicros, resetsAt };

  const claude = createClaude(config.anthropic, { outside, apiKey });
  const result = await claude.ask(await question());
  const costMicros = await recordRun(ctx, { feature, subject }, claude.model, result);
  if (result.kind === 'answer') {
    const { known } = modelPrice(claude.model);
    ctx.log.info('claude answered', { subject, model: result.model, costMicros, priceKnown: known });
  } else {
    const { kind, ...details } = result;
    ctx.log.warn('claude gave no answer', { subject, model: claude.model, outcome: kind, ...details });
  }
  return result;
}
