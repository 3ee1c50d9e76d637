import { desc, eq } from 'drizzle-orm';
import type { PageRequest } from '../../../core/web/page.ts';
import { conversations } from '../../conversations/public.ts';
import { READ } from '../access.ts';
import { tickets } from '../tables.ts';

export interface Person {
  id: string;
  name: string;
}

/** Whoever had to do with one of the last so many tickets can be chosen. */
const LOOKED_AT = 300;

/** Whom a ticket can be given to: the viewer first, then whoever works on tickets lately. One query. */
export async function people(page: PageRequest): Promise<Person[]> {
  const { viewer } = page;
  const others = (await lately(page, 'assignee')).filter(({ id }) => id !== viewer.userId);
  return [{ id: viewer.userId, name: `${viewer.name} (you)` }, ...others];
}

/** The same with somebody who has to be among them. */
export const withPerson = (among: readonly Person[], person: Person): readonly Person[] =>
  among.some(({ id }) => id === person.id) ? among : [...among, person];

/** Members who opened tickets lately, by name. One query. */
export const openers = (page: PageRequest): Promise<Person[]> => lately(page, 'person');

async function lately({ ctx }: PageRequest, who: 'assignee' | 'person'): Promise<Person[]> {
  await ctx.require(READ);
  const [id, name] =
    who === 'assignee'
      ? [tickets.assigneeId, conversations.assigneeName]
      : [tickets.personId, conversations.personName];
  const recent = ctx.db
    .select({ id, name })
    .from(tickets)
    .innerJoin(conversations, eq(conversations.id, tickets.id))
    .where(eq(tickets.guildId, ctx.guildId))
    .orderBy(desc(tickets.lastMessageAt), desc(tickets.id))
    .limit(LOOKED_AT)
    .as('recent');
  const rows = await ctx.db.selectDistinct({ id: recent.id, name: recent.name }).from(recent);
  const names = new Map(rows.flatMap((row) => (row.id ? [[row.id, row.name ?? row.id] as const] : [])));
  return [...names]
    .map(([key, title]) => ({ id: key, name: title }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}
