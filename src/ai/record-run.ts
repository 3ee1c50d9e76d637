import type { ActionContext } from '../core/context.ts';
import { aiRuns } from '../core/tables.ts';
import type { ClaudeResult } from './claude.ts';
import { costMicros, NO_USAGE } from './cost.ts';

export interface RunSubject {
  feature: string;
  /** What the question was about, e.g. `analysis:<id>`. */
  subject: string;
}

/**
 * Stores one request with its tokens and cost, failures too. Returns the cost in millionths of a dollar. A run that
 * can't be stored is logged and not thrown: the answer is paid for and the person should have it.
 */
export async function recordRun(
  ctx: ActionContext,
  subject: RunSubject,
  askedModel: string,
  result: ClaudeResult<unknown>,
): Promise<number> {
  const usage = 'usage' in result ? result.usage : NO_USAGE;
  const model = 'model' in result ? result.model : askedModel;
  const cost = costMicros(askedModel, usage);
  try {
    await ctx.db.insert(aiRuns).values({
      ...subject,
      ...usage,
      id: ctx.newId(),
      guildId: ctx.guildId,
      model,
      costMicros: cost,
      outcome: result.kind,
      refused: result.kind === 'refused',
      createdAt: ctx.now(),
    });
  } catch (error) {
    ctx.log.error('a Claude run was not stored', { ...subject, model, cost, error });
  }
  return cost;
}
