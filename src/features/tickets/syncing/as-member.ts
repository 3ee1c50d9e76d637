import { actAsMember, type GuildPerson } from '../../../core/access/act-as-member.ts';
import type { ActionContext } from '../../../core/context.ts';
import { requireWork } from '../access.ts';
import type { Ticket } from '../views.ts';

/** A context in which the member acts, if they work on the ticket; else undefined. */
export const asTeam = (
  ctx: ActionContext,
  found: Ticket,
  member: GuildPerson,
): Promise<ActionContext | undefined> => actAsMember(ctx, member, (as) => requireWork(as, found));
