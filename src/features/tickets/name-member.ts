import { nameMembers } from '../../core/accounts/member-names.ts';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';

/** What somebody of the server is called there. Throws NotFoundError for who is not in it. Asks Discord. */
export async function nameMember(ctx: ActionContext, userId: string): Promise<string> {
  const name = (await nameMembers(ctx, [userId])).get(userId);
  if (name !== undefined) return name;
  throw new NotFoundError('There is no such person in this server. Give the Discord id of a member.');
}
