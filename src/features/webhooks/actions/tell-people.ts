import { eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { isRetryable, messagePayload } from '../../../core/interactions/present.ts';
import { webhookEndpoints } from '../../../core/tables.ts';
import { createMessage } from '../../../discord/messages.ts';
import { createDm } from '../../../discord/users.ts';
import { type Trouble, troubleMessage } from '../discord/trouble-message.ts';
import { webhooksSettings } from '../settings.ts';

/**
 * Tells people what became of an endpoint: in the channel that the settings name, and whoever set the endpoint up by
 * direct message. At-least-once; Discord drops repeats within minutes by nonce. Who takes no messages misses only this.
 */
export async function tellPeople(ctx: ActionContext, trouble: Trouble): Promise<{ told: string[] }> {
  const { alertChannel, alertCreator } = await ctx.settings(webhooksSettings);
  const creator = alertCreator && trouble.endpointId ? await findCreator(ctx, trouble.endpointId) : undefined;
  const message = (offers: boolean) => messagePayload(troubleMessage(trouble, { offers }), 'everyone');
  const told: string[] = [];
  const tell = async (to: string, send: (idempotencyKey: string) => Promise<unknown>) => {
    try {
      await send(`${trouble.signalId}:${to}`);
      told.push(to);
    } catch (error) {
      if (isRetryable(error)) throw error;
      ctx.log.warn('could not tell', { to, error });
    }
  };
  if (alertChannel) {
    await tell(`channel:${alertChannel}`, (idempotencyKey) =>
      createMessage(ctx.discord, alertChannel, message(true), { idempotencyKey }),
    );
  }
  if (creator) {
    await tell(`user:${creator}`, async (idempotencyKey) => {
      const dm = await createDm(ctx.discord, creator);
      await createMessage(ctx.discord, dm.id, message(false), { idempotencyKey });
    });
  }
  return { told };
}

async function findCreator(ctx: ActionContext, endpointId: string): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ createdBy: webhookEndpoints.createdBy })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, endpointId));
  const [kind, id] = row?.createdBy.split(':') ?? [];
  return kind === 'user' ? id : undefined;
}
