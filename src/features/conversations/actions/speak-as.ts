import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { loadAgent } from '../sending/load-agent.ts';

/** Lets a program write in the name of somebody of the team, for those whose desk is elsewhere. Asks Discord once a day. */
export async function speakAs(
  ctx: ActionContext,
  agentId: string,
): Promise<{ id: string; name: string; kind: 'staff' }> {
  await ctx.require('conversations:manage');
  const agent = await loadAgent(ctx, agentId);
  if (agent) return { id: agentId, name: agent.name, kind: 'staff' };
  throw new InputError('agentId: There is nobody with this id in the server.', {
    agentId: 'Nobody has it here.',
  });
}
