import type { ActionContext } from '../../../core/context.ts';
import { GuildhallError } from '../../../core/errors.ts';
import { listAccountServers, showServer } from './list-servers.ts';

/** Asks the panel what a server is called and whose it is, of which only an event is known. */
export const identifyServer = (ctx: ActionContext, serverId: string): Promise<void> =>
  orLeave(ctx, () => showServer(ctx, serverId, 'any'));

/** Asks the panel which servers an account has, so that they can be suggested. */
export const refreshAccount = (ctx: ActionContext, accountId: string): Promise<void> =>
  orLeave(ctx, () => listAccountServers(ctx, accountId));

/** Suggestions and names can wait for the next occasion; they are not worth a job that fails. */
async function orLeave(ctx: ActionContext, ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof GuildhallError)) throw error;
    ctx.log.info('servers not read from the panel', { error });
  }
}
