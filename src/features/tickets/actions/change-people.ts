import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { isUnknownChannel, isUnknownMember } from '../../../discord/errors.ts';
import { addThreadMember, removeThreadMember } from '../../../discord/threads.ts';
import { editConversation } from '../../conversations/public.ts';
import { requireWork } from '../access.ts';
import { changing, ticketExtra } from '../change-ticket.ts';
import { DiscordId } from '../schemas.ts';
import { inOpenThread, PATIENCE } from '../syncing/open-thread.ts';
import type { Ticket } from '../views.ts';

interface Person {
  id: string;
  name: string;
}

const Person = v.object({ id: DiscordId, name: v.string() });

/** Brings somebody into the thread of a ticket: a colleague of the member's, or an expert. Asks Discord. */
export const addPerson = (ctx: ActionContext, reference: string, person: Person): Promise<Ticket> =>
  change(ctx, reference, person, 'add');

/** Takes somebody out of the thread of a ticket again; never its member. Asks Discord. */
export const removePerson = (ctx: ActionContext, reference: string, person: Person): Promise<Ticket> =>
  change(ctx, reference, person, 'remove');

async function change(
  ctx: ActionContext,
  reference: string,
  raw: Person,
  how: 'add' | 'remove',
): Promise<Ticket> {
  const person = parseInput(Person, raw);
  return changing(ctx, reference, async (found) => {
    const access = await requireWork(ctx, found);
    const { ticket, conversation } = found;
    const { threadId, threadGoneAt } = ticket;
    if (!threadId || threadGoneAt)
      throw new ConflictError('no-thread', `#${conversation.number} has no thread just now.`);
    if (ticket.status === 'closed')
      throw new ConflictError('closed', `#${conversation.number} is closed. Open it again first.`);
    if (how === 'remove' && person.id === conversation.personId)
      throw new InputError('It is their ticket. Close it, if it is over.');
    // Before it is written down: repeating it at Discord changes nothing, and what it refuses did not happen.
    await bring(ctx, threadId, person.id, how);
    const words =
      how === 'add' ? `brought ${person.name} into the thread` : `took ${person.name} out of the thread`;
    const extra = ticketExtra(ctx, found, {
      verb: `${how}-person`,
      said: 'people',
      event: `${ctx.actor.name} ${words}.`,
      also: { personId: person.id },
    });
    await editConversation(ctx, ticket.id, { extra }, access);
  });
}

async function bring(ctx: ActionContext, threadId: string, userId: string, how: 'add' | 'remove') {
  const act = how === 'add' ? addThreadMember : removeThreadMember;
  try {
    await inOpenThread(ctx, threadId, () => act(ctx.discord, threadId, userId, PATIENCE));
  } catch (error) {
    if (isUnknownMember(error))
      throw new NotFoundError('There is no such person in this server. Choose a member.');
    if (isUnknownChannel(error)) throw new NotFoundError('The thread was deleted in Discord.');
    throw error;
  }
}
