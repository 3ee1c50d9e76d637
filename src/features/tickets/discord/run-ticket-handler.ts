import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction, ModalInteraction } from '../../../core/interactions/interaction.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import { openModal, type Reply, say, update } from '../../../core/interactions/reply.ts';
import { requireWork } from '../access.ts';
import { assignTicket, claimTicket } from '../actions/assign-ticket.ts';
import { closeTicket, reopenTicket } from '../actions/close-ticket.ts';
import { type EditTicketInput, editTicket } from '../actions/edit-ticket.ts';
import { noteTicket } from '../actions/note-ticket.ts';
import { openTicket } from '../actions/open-ticket.ts';
import { findCategory, listOpenCategories } from '../find-category.ts';
import { findTicket } from '../find-ticket.ts';
import { drawTicket } from '../opening/draw.ts';
import { formMessage, formSubject } from '../opening/form-message.ts';
import { readAnswers } from '../opening/read-answers.ts';
import type { Ticket } from '../views.ts';
import { moreMessage } from './more-message.ts';
import { askedIn, invoker, opened } from './open-from-discord.ts';
import { readTags, syncNow } from './run-ticket-command.ts';
import { closeModal, noteModal, openModalFor, renameModal, tagsModal } from './ticket-modals.ts';

type Any = ComponentInteraction | ModalInteraction;
const idOf = (interaction: Any): string => customIdArgument(interaction.args, 0);

export const askNew = (interaction: ComponentInteraction): Promise<Reply> =>
  askFor(interaction, idOf(interaction));
export const askPicked = (interaction: ComponentInteraction): Promise<Reply> =>
  askFor(interaction, interaction.values[0] ?? '');

async function askFor(interaction: ComponentInteraction, categoryId: string): Promise<Reply> {
  const category = await findCategory(await interaction.context(), categoryId);
  if (category.archivedAt)
    throw new InputError('No more tickets are opened in this category. Choose another one.');
  return openModal(openModalFor(category));
}

export async function submitForm(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const category = await findCategory(ctx, idOf(interaction));
  const given = Object.fromEntries(
    [...interaction.fields].map(([name]) => [name, fieldText(interaction.fields, name)]),
  );
  const answers = readAnswers(category.form, given);
  const isForm = category.form.length > 0;
  const found = await openTicket(
    ctx,
    {
      subject: isForm ? formSubject(category.name, answers) : (given.subject ?? ''),
      message: isForm ? formMessage(answers) || category.name : (given.message ?? ''),
      category: category.id,
      answers: given,
    },
    {
      person: invoker(interaction),
      source: 'panel',
      askedIn: askedIn(interaction),
      key: `interaction:${interaction.id}`,
    },
  );
  return opened(ctx, found);
}

/** The message that was clicked on, as the ticket is now. */
async function redrawn(ctx: ActionContext, found: Ticket): Promise<Reply> {
  return update(await drawTicket(ctx, found));
}

export async function claim(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return redrawn(ctx, await claimTicket(ctx, idOf(interaction)));
}

export async function unclaim(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return redrawn(ctx, await assignTicket(ctx, idOf(interaction), { assigneeId: null }));
}

export async function progress(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return redrawn(ctx, await editTicket(ctx, idOf(interaction), { status: 'in_progress' }));
}

export async function urgent(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return redrawn(ctx, await editTicket(ctx, idOf(interaction), { priority: 'urgent' }));
}

export async function close(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return redrawn(ctx, await closeTicket(ctx, idOf(interaction)));
}

export async function reopen(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return redrawn(ctx, await reopenTicket(ctx, idOf(interaction)));
}

export async function more(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const found = await findTicket(ctx, idOf(interaction));
  await requireWork(ctx, found);
  return say(moreMessage(found, await listOpenCategories(ctx)));
}

/** What stood behind “More”, with what was just done. */
async function again(ctx: ActionContext, found: Ticket, said: string): Promise<Reply> {
  return update(moreMessage(found, await listOpenCategories(ctx), said));
}

export async function assign(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const [assigneeId = ''] = interaction.values;
  const { data } = interaction.raw as { data?: { resolved?: Resolved } };
  const person = data?.resolved?.users?.[assigneeId];
  if (person?.bot) throw new InputError('That is a bot, and bots answer nobody here. Choose a person.');
  const nick = data?.resolved?.members?.[assigneeId]?.nick;
  const name = nick ?? person?.global_name ?? person?.username;
  const found = await assignTicket(ctx, idOf(interaction), { assigneeId }, name ? { name } : {});
  return again(ctx, found, `#${found.conversation.number} is <@${assigneeId}>’s now.`);
}

/** What Discord tells of whom a select named. */
interface Resolved {
  users?: Record<string, { username: string; global_name?: string | null; bot?: boolean }>;
  members?: Record<string, { nick?: string | null }>;
}

export async function set(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const [field = '', value = ''] = (interaction.values[0] ?? '').split(':');
  // What the select does not offer is refused by the schema.
  const change = { [field]: value } as EditTicketInput;
  const found = await editTicket(ctx, idOf(interaction), change);
  return again(ctx, found, `#${found.conversation.number}: ${field} is ${value.replace('_', ' ')} now.`);
}

export async function move(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const found = await editTicket(ctx, idOf(interaction), { category: interaction.values[0] ?? '' });
  return again(ctx, found, `#${found.conversation.number} is in its new category.`);
}

export async function sync(interaction: ComponentInteraction): Promise<Reply> {
  return say(await syncNow(await interaction.context(), idOf(interaction)));
}

const MODALS = { close: closeModal, note: noteModal, rename: renameModal, tags: tagsModal };

export async function ask(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const what = customIdArgument(interaction.args, 1);
  const found = await findTicket(ctx, idOf(interaction));
  await requireWork(ctx, found);
  if (!Object.hasOwn(MODALS, what))
    throw new InputError('This button is from another version. Press “More” again.');
  return openModal(MODALS[what as keyof typeof MODALS](found));
}

export async function closeFor(interaction: ModalInteraction): Promise<Reply> {
  const reason = fieldText(interaction.fields, 'reason');
  const { conversation } = await closeTicket(await interaction.context(), idOf(interaction), { reason });
  return say(`#${conversation.number} is closed.`);
}

export async function note(interaction: ModalInteraction): Promise<Reply> {
  const content = fieldText(interaction.fields, 'content');
  const { number } = await noteTicket(await interaction.context(), idOf(interaction), { content });
  return say(`Noted on #${number}. Only the team sees it.`);
}

export async function rename(interaction: ModalInteraction): Promise<Reply> {
  const subject = fieldText(interaction.fields, 'subject');
  const { conversation } = await editTicket(await interaction.context(), idOf(interaction), { subject });
  return say(`#${conversation.number} has its new subject.`);
}

export async function tags(interaction: ModalInteraction): Promise<Reply> {
  const list = readTags(fieldText(interaction.fields, 'tags'));
  const { conversation } = await editTicket(await interaction.context(), idOf(interaction), { tags: list });
  return say(
    `#${conversation.number} ${list.length > 0 ? `is tagged ${list.join(', ')}.` : 'has no tags now.'}`,
  );
}
