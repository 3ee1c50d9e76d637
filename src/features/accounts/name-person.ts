import { nameMembers } from '../../core/accounts/member-names.ts';
import type { ActionContext } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';

/** What somebody is called in this server. Throws NotFoundError for who is not in it; asks Discord at most once. */
export async function nameOfPerson(ctx: ActionContext, userId: string): Promise<string> {
  const name = (await nameMembers(ctx, [userId])).get(userId);
  if (name === undefined)
    throw new NotFoundError(
      'Nobody with this Discord id is in the server, or Discord does not answer just now.',
    );
  return name;
}
