import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { ComponentInteraction, ModalInteraction } from '../../../core/interactions/interaction.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import { openModal, type Reply, say, update } from '../../../core/interactions/reply.ts';
import { type ConversationRow, closeConversation, reopenConversation } from '../../conversations/public.ts';
import { claimConversation } from '../actions/assign-conversation.ts';
import { chooseTeam } from '../actions/choose-team.ts';
import { contactTeam } from '../actions/contact-team.ts';
import { entriesOf } from '../actions/list-inbox.ts';
import { replyInbox } from '../actions/reply-conversation.ts';
import { findInbox } from '../find-inbox.ts';
import { openKeyOf } from '../open-key.ts';
import { cardMessage, inert } from './card-message.ts';
import { replyModal, snoozeModal } from './inbox-modals.ts';
import { card, history, putAside } from './run-inbox-command.ts';

type Any = ComponentInteraction | ModalInteraction;
const idOf = (interaction: Any): string => customIdArgument(interaction.args, 0);

async function redrawn(interaction: Any, conversation: ConversationRow): Promise<Reply> {
  const [entry] = await entriesOf(await interaction.context(), [conversation], undefined);
  return update(cardMessage({ conversation, lead: entry?.lead }));
}

export async function claim(interaction: ComponentInteraction): Promise<Reply> {
  return redrawn(interaction, await claimConversation(await interaction.context(), idOf(interaction)));
}

export async function close(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { id } = await findInbox(ctx, idOf(interaction));
  return redrawn(interaction, await closeConversation(ctx, id, {}, 'inbox:write'));
}

export async function reopen(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { id, personId } = await findInbox(ctx, idOf(interaction));
  const again = { openKey: openKeyOf(personId) };
  return redrawn(interaction, await reopenConversation(ctx, id, again, 'inbox:write'));
}

export async function open(interaction: ComponentInteraction): Promise<Reply> {
  return say(await history(await interaction.context(), idOf(interaction)));
}

export async function askReply(interaction: ComponentInteraction): Promise<Reply> {
  const { id, number, personName } = await findInbox(await interaction.context(), idOf(interaction));
  return openModal(replyModal(id, `#${number} ${personName}`));
}

export async function reply(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const content = fieldText(interaction.fields, 'content');
  const key = { key: `interaction:${interaction.id}` };
  const { conversation } = await replyInbox(ctx, idOf(interaction), { content }, key);
  if (interaction.raw.message) return redrawn(interaction, conversation);
  return card(ctx, conversation, `It is on its way.\n>>> ${inert(content).slice(0, 1_500)}`);
}

export async function askSnooze(interaction: ComponentInteraction): Promise<Reply> {
  const { id, number } = await findInbox(await interaction.context(), idOf(interaction));
  return openModal(snoozeModal(id, number));
}

export async function snooze(interaction: ModalInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const done = await putAside(ctx, idOf(interaction), fieldText(interaction.fields, 'until'));
  if (!interaction.raw.message || done.kind !== 'message') return done;
  return redrawn(interaction, await findInbox(ctx, idOf(interaction)));
}

export async function contact(interaction: ModalInteraction): Promise<Reply> {
  const { user, raw } = interaction;
  const avatar = raw.member?.user.avatar ?? null;
  const said = await contactTeam(await interaction.context(), {
    id: interaction.id,
    content: fieldText(interaction.fields, 'content'),
    person: { id: user.id, username: user.username, name: user.displayName, avatar },
  });
  return say(said);
}

export async function team(interaction: ComponentInteraction): Promise<Reply> {
  const guildId = interaction.values[0] ?? customIdArgument(interaction.args, 0);
  const runtime = await interaction.runtime.whole();
  const { messages } = await chooseTeam(runtime, { personId: interaction.user.id, guildId });
  return update({
    content: `Thank you. ${messages === 1 ? 'Your message is' : 'Your messages are'} with that team now, and they answer here.`,
    components: [],
  });
}
