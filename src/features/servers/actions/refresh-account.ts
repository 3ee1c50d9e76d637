import type { ActionContext } from '../../../core/context.ts';
import { GuildhallError } from '../../../core/errors.ts';
import { listAccountServers } from './list-servers.ts';

/** Asks the panel which servers an account has, so that they can be suggested. What can't be had now is left. */
export async function refreshAccount(ctx: ActionContext, accountId: string): Promise<void> {
  try {
    await listAccountServers(ctx, accountId);
  } catch (error) {
    if (!(error instanceof GuildhallError)) throw error;
    ctx.log.info('servers of an account not refreshed', { error });
  }
}
