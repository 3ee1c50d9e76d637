import { eq, type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorUserId } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { InputError } from '../../core/errors.ts';
import { conversations, PRIORITIES } from '../conversations/public.ts';
import { findCategory } from './find-category.ts';
import { TICKET_STATUSES } from './model.ts';
import { DiscordId } from './schemas.ts';
import { tickets } from './tables.ts';

/** What lists of tickets can be narrowed by. */
export const TicketFilter = v.object({
  status: v.optional(
    v.pipe(
      v.picklist([...TICKET_STATUSES, 'active', 'any']),
      v.description('`active`: all but closed ones.'),
    ),
  ),
  category: v.optional(
    v.pipe(v.string(), v.maxLength(100), v.description('Id or name; `none`: without one.')),
  ),
  assignee: v.optional(
    v.pipe(
      v.union([v.picklist(['me', 'nobody']), DiscordId], 'Give an id, `me` or `nobody`.'),
      v.description('A Discord id, `me` or `nobody`.'),
    ),
  ),
  person: v.optional(v.pipe(DiscordId, v.description('Whose ticket it is.'))),
  priority: v.optional(v.picklist(PRIORITIES)),
  tag: v.optional(v.pipe(v.string(), v.maxLength(60))),
  q: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(200),
      v.description('Words of subject, name or any message; or `#12`.'),
    ),
  ),
});
export type TicketFilter = v.InferInput<typeof TicketFilter>;

/** What rows of `tickets` and `conversations` have to fulfil; `me` is whoever asks. Throws NotFoundError for a category. */
export async function filterConditions(
  ctx: ActionContext,
  { status, category, assignee, person, priority, tag, q }: TicketFilter,
): Promise<SQL[]> {
  const me = actorUserId(ctx.actor);
  if (assignee === 'me' && !me) {
    throw new InputError('assignee: A program owns no tickets. Give somebody’s id.', {
      assignee: 'Give an id.',
    });
  }
  const owner = assignee === 'me' ? me : assignee;
  const found: (SQL | undefined)[] = [
    ...statusCondition(status ?? (q ? 'any' : 'active')),
    category === 'none'
      ? sql`${tickets.categoryId} is null`
      : category
        ? eq(tickets.categoryId, (await findCategory(ctx, category)).id)
        : undefined,
    owner === 'nobody'
      ? sql`${tickets.assigneeId} is null`
      : owner
        ? eq(tickets.assigneeId, owner)
        : undefined,
    person ? eq(tickets.personId, person) : undefined,
    priority ? eq(tickets.priority, priority) : undefined,
    tag ? sql`${conversations.tags} @> ${JSON.stringify([tag])}::jsonb` : undefined,
  ];
  return found.filter((condition) => condition !== undefined);
}

export function statusCondition(status: NonNullable<TicketFilter['status']>): SQL[] {
  if (status === 'any') return [];
  // Word for word as the indexes have it.
  return [status === 'active' ? sql`${tickets.status} <> 'closed'` : eq(tickets.status, status)];
}
