import { nameMembers } from '../../core/accounts/member-names.ts';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { AgentName } from './routing/route.ts';

/** Somebody of this server to whom work can be given. Asks Discord if the name is not known. Throws NotFoundError. */
export async function nameAgent(ctx: ActionContext, userId: string): Promise<AgentName> {
  const { actor } = ctx;
  if (actor.kind === 'user' && actor.id === userId) return { id: userId, name: actor.name };
  const name = (await nameMembers(ctx, [userId])).get(userId);
  if (name === undefined) {
    throw new NotFoundError('There is no such person in this server. Give the Discord id of a member.');
  }
  return { id: userId, name };
}
