import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { CommandInteraction } from '../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { type Reply, say } from '../../../core/interactions/reply.ts';
import { readUntil, zoneOf } from '../../../core/time/read-until.ts';
import { timestamp } from '../../../discord/text.ts';
import {
  addNote,
  type ConversationRow,
  closeConversation,
  markRead,
  reopenConversation,
  snoozeConversation,
} from '../../conversations/public.ts';
import { assignInbox } from '../actions/assign-conversation.ts';
import { entriesOf, listInbox } from '../actions/list-inbox.ts';
import { replyInbox } from '../actions/reply-conversation.ts';
import { setAgent } from '../actions/set-agent.ts';
import { showInbox } from '../actions/show-inbox.ts';
import { findInbox } from '../find-inbox.ts';
import { openKeyOf } from '../open-key.ts';
import type { ViewFilter } from '../view-filter.ts';
import { cardMessage, inert } from './card-message.ts';
import { inboxDetails, inboxList } from './inbox-messages.ts';

type One<More = object> = CommandInteraction<{ conversation: string } & More>;
const SHOWN = 15;

export async function list(
  interaction: CommandInteraction<{
    words: string | undefined;
    mine: boolean | undefined;
    nobodys: boolean | undefined;
    unread: boolean | undefined;
    state: string | undefined;
  }>,
): Promise<Reply> {
  const { words, mine, nobodys, unread, state } = interaction.options;
  if (mine && nobodys) throw new InputError('Choose one of `mine` and `nobodys`.');
  const { entries, next } = await listInbox(await interaction.context(), {
    limit: SHOWN,
    ...(words ? { q: words } : {}),
    ...(mine ? { assignee: 'me' } : nobodys ? { assignee: 'nobody' } : {}),
    ...(unread ? { unread } : {}),
    // Safe because Discord offers only these, and what else is sent is refused by the schema.
    ...(state ? { state: state as NonNullable<ViewFilter['state']> } : {}),
  });
  return say(inboxList(entries, { more: next !== null }));
}

export async function open(interaction: One): Promise<Reply> {
  return say(await history(await interaction.context(), interaction.options.conversation));
}

/** A conversation with its last messages, which then count as read by whoever looks. */
export async function history(ctx: ActionContext, reference: string) {
  const details = await showInbox(ctx, reference);
  const userId = actorUserId(ctx.actor);
  if (userId) await markRead(ctx, details.conversation.id, { userId }, 'inbox:read');
  return inboxDetails(details);
}

export async function assign(
  interaction: One<{ person: ChosenUser | undefined; nobody: boolean | undefined }>,
): Promise<Reply> {
  const { conversation, person, nobody } = interaction.options;
  if (person && nobody) throw new InputError('Choose a person, or give it back to the team; not both.');
  if (person?.bot) throw new InputError('That is a bot, and bots answer nobody here. Choose a person.');
  const ctx = await interaction.context();
  const own = { id: interaction.user.id, displayName: interaction.user.displayName };
  const chosen = nobody ? null : (person ?? own);
  const row = await assignInbox(
    ctx,
    conversation,
    { assigneeId: chosen?.id ?? null },
    chosen ? { name: chosen.displayName } : {},
  );
  return card(
    ctx,
    row,
    chosen ? `#${row.number} is <@${chosen.id}>’s now.` : `#${row.number} is back with the team.`,
  );
}

export async function reply(
  interaction: One<{ text: string | undefined; canned: string | undefined; at: string | undefined }>,
): Promise<Reply> {
  const { conversation, text, canned, at } = interaction.options;
  if ((text === undefined) === (canned === undefined)) {
    throw new InputError('Write your answer in `text`, or choose a canned reply in `canned`.');
  }
  const ctx = await interaction.context();
  const sendAt = at ? readUntil(ctx, at, await zoneOf(ctx)) : undefined;
  const sent = await replyInbox(
    ctx,
    conversation,
    {
      ...(text === undefined ? {} : { content: text }),
      ...(canned === undefined ? {} : { canned }),
      ...(sendAt ? { sendAt: sendAt.toISOString() } : {}),
    },
    { key: `interaction:${interaction.id}` },
  );
  const when = sendAt ? `It is sent ${timestamp(sendAt, 'F')}.` : 'It is on its way.';
  return card(ctx, sent.conversation, `${when}\n>>> ${inert(sent.message.content).slice(0, 1_500)}`);
}

export async function close(interaction: One<{ reason: string | undefined }>): Promise<Reply> {
  const ctx = await interaction.context();
  const { conversation, reason } = interaction.options;
  const { id } = await findInbox(ctx, conversation);
  const row = await closeConversation(ctx, id, reason ? { reason } : {}, 'inbox:write');
  return card(ctx, row, `#${row.number} is closed.`);
}

export async function reopen(interaction: One): Promise<Reply> {
  const ctx = await interaction.context();
  const { id, personId } = await findInbox(ctx, interaction.options.conversation);
  const row = await reopenConversation(ctx, id, { openKey: openKeyOf(personId) }, 'inbox:write');
  return card(ctx, row, `#${row.number} is open again.`);
}

export async function snooze(interaction: One<{ until: string }>): Promise<Reply> {
  const ctx = await interaction.context();
  const { conversation, until } = interaction.options;
  return putAside(ctx, conversation, until);
}

export async function putAside(ctx: ActionContext, reference: string, until: string): Promise<Reply> {
  const at = readUntil(ctx, until, await zoneOf(ctx));
  const { id } = await findInbox(ctx, reference);
  const row = await snoozeConversation(ctx, id, at, {}, 'inbox:write');
  return card(ctx, row, `#${row.number} comes back ${timestamp(at, 'F')}, or when the person writes.`);
}

export async function note(interaction: One<{ text: string }>): Promise<Reply> {
  const ctx = await interaction.context();
  const { id, number } = await findInbox(ctx, interaction.options.conversation);
  await addNote(ctx, id, { content: interaction.options.text }, {}, 'inbox:write');
  return say(`Noted in #${number}. Only the team sees it.`);
}

const turn = (isOn: boolean, said: string) => async (interaction: CommandInteraction<object>) => {
  await setAgent(await interaction.context(), interaction.user.id, { isOn });
  return say(said);
};
export const on = turn(true, 'You take new conversations now. `/inbox off` ends that.');
export const off = turn(false, 'You take no new conversations. What is yours stays yours.');

/** The card of a conversation below a sentence about what was done. */
export async function card(ctx: ActionContext, conversation: ConversationRow, said: string): Promise<Reply> {
  const [entry] = await entriesOf(ctx, [conversation], undefined);
  return say(cardMessage({ conversation, lead: entry?.lead, said }));
}
