import { dollarsToMicros, type MonthlySpend, monthlySpend } from '../../../ai/budget.ts';
import type { ActionContext } from '../../../core/context.ts';
import { recordsSettings } from '../settings.ts';

export interface Costs extends MonthlySpend {
  budgetMicros: number;
  /** Whether Claude is asked at all. */
  useModel: boolean;
}

/** What Claude has cost the guild in the running month, and what it may cost. In millionths of a US dollar. */
export async function showCosts(ctx: ActionContext): Promise<Costs> {
  await ctx.require('records:manage', 'read');
  const [spend, { monthlyBudget, useModel }] = await Promise.all([
    monthlySpend(ctx),
    ctx.settings(recordsSettings),
  ]);
  return { ...spend, budgetMicros: dollarsToMicros(monthlyBudget), useModel };
}
