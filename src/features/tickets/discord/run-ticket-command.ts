import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { readUntil, zoneOf } from '../../../core/time/read-until.ts';
import { inert, timestamp } from '../../../discord/text.ts';
import { isOwn, requireWork } from '../access.ts';
import { assignTicket, claimTicket } from '../actions/assign-ticket.ts';
import { addPerson, removePerson } from '../actions/change-people.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { type EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { noteTicket } from '../actions/note-ticket.ts';
import { snoozeTicket } from '../actions/snooze-ticket.ts';
import { findTicket } from '../find-ticket.ts';
import { drawTicket } from '../opening/draw.ts';
import { syncTicket } from '../syncing/poll-thread.ts';
import { system } from '../system.ts';
import { chosen, type One } from './chosen-ticket.ts';
import { whereItIs } from './ticket-place.ts';

export { fromMessage, open } from './open-from-discord.ts';
export { list, makeCategory, panel } from './run-tickets-command.ts';

export async function claim(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await claimTicket(ctx, reference);
  return say(`#${conversation.number} is yours now.`);
}

export async function unclaim(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await assignTicket(ctx, reference, { assigneeId: null });
  return say(`#${conversation.number} is back with the team.`);
}

export async function assign(interaction: One<{ person: ChosenUser }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  return give(ctx, reference, interaction.options.person, '');
}

export async function transfer(interaction: One<{ person: ChosenUser; reason: string }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  return give(ctx, reference, interaction.options.person, interaction.options.reason);
}

async function give(
  ctx: ActionContext,
  reference: string,
  person: ChosenUser,
  reason: string,
): Promise<Reply> {
  if (person.bot) throw new InputError('That is a bot, and bots answer nobody here. Choose a person.');
  const { conversation } = await assignTicket(
    ctx,
    reference,
    { assigneeId: person.id, reason },
    { name: person.displayName },
  );
  return say(`#${conversation.number} is <@${person.id}>’s now.`);
}

export async function add(interaction: One<{ person: ChosenUser }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { id, displayName: name } = interaction.options.person;
  const { conversation } = await addPerson(ctx, reference, { id, name });
  return say(`<@${id}> is in the thread of #${conversation.number} now.`);
}

export async function remove(interaction: One<{ person: ChosenUser }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { id, displayName: name } = interaction.options.person;
  const { conversation } = await removePerson(ctx, reference, { id, name });
  return say(`<@${id}> is no longer in the thread of #${conversation.number}.`);
}

export async function snooze(interaction: One<{ until: string }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const until = readUntil(ctx, interaction.options.until, await zoneOf(ctx));
  const { conversation } = await snoozeTicket(ctx, reference, until);
  return say(
    `#${conversation.number} is put aside until ${timestamp(until, 'f')}, or until ${inert(conversation.personName)} writes.`,
  );
}

async function edit(interaction: One, change: EditTicketInput, said: string): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await editTicket(ctx, reference, change);
  return say(`#${conversation.number} ${said}`);
}

// Safe because Discord offers only these values, and what else is sent is refused by the schema.
export const priority = (interaction: One<{ priority: string }>): Promise<Reply> =>
  edit(
    interaction,
    { priority: interaction.options.priority as NonNullable<EditTicketInput['priority']> },
    `has ${interaction.options.priority} priority now.`,
  );

export const status = (interaction: One<{ status: string }>): Promise<Reply> =>
  edit(
    interaction,
    { status: interaction.options.status as NonNullable<EditTicketInput['status']> },
    `is ${interaction.options.status.replace('_', ' ')} now.`,
  );

export const readTags = (words: string): string[] =>
  words
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

export function tags(interaction: One<{ tags: string | undefined }>): Promise<Reply> {
  const list = readTags(interaction.options.tags ?? '');
  return edit(
    interaction,
    { tags: list },
    list.length > 0 ? `is tagged ${list.join(', ')}.` : 'has no tags now.',
  );
}

export const rename = (interaction: One<{ subject: string }>): Promise<Reply> =>
  edit(interaction, { subject: interaction.options.subject }, 'has its new subject.');

export const move = (interaction: One<{ category: string }>): Promise<Reply> =>
  edit(interaction, { category: interaction.options.category }, 'is in its new category.');

export async function note(interaction: One<{ text: string }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { number } = await noteTicket(ctx, reference, { content: interaction.options.text });
  return say(`Noted on #${number}. Only the team sees it.`);
}

export async function close(interaction: One<{ reason: string | undefined }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { reason } = interaction.options;
  const { conversation } = await closeTicket(ctx, reference, reason ? { reason } : {});
  return say(`#${conversation.number} is closed.`);
}

export async function reopen(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { conversation } = await reopenTicket(ctx, reference);
  return say(`#${conversation.number} is open again.`);
}

export async function show(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const found = await findTicket(ctx, reference);
  if (!isOwn(ctx, found)) await requireWork(ctx, found);
  return say({ ...(await drawTicket(ctx, found)), content: await whereItIs(ctx, found) });
}

export async function sync(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  return say(await syncNow(ctx, reference));
}

/** Reads the thread, makes what is missing of the ticket's place, and says what was new. */
export async function syncNow(ctx: ActionContext, reference: string): Promise<string> {
  const found = await findTicket(ctx, reference);
  await requireWork(ctx, found);
  const done = await completeTicket(system(ctx), found.ticket.id, { now: true });
  const { found: fresh } = await syncTicket(system(ctx), found.ticket.id);
  const news = fresh === 1 ? '1 message was new.' : `${fresh} messages were new.`;
  return `#${found.conversation.number}: ${news} ${await whereItIs(ctx, done)}`;
}
