import { InputError } from '../../../../core/errors.ts';
import type { AutocompleteHandler } from '../../../../core/interactions/command.ts';
import type { CommandInteraction } from '../../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../../core/interactions/option.ts';
import { type Reply, say } from '../../../../core/interactions/reply.ts';
import { readUntil, zoneOf } from '../../../../core/time/read-until.ts';
import { COMMAND_LIMITS } from '../../../../discord/limits.ts';
import { inert, timestamp, truncate } from '../../../../discord/text.ts';
import { listCannedReplies } from '../../../conversations/public.ts';
import { OPEN, requireWork } from '../../access.ts';
import { replyTicket } from '../../actions/reply-ticket.ts';
import { chosen, type One } from '../../discord/chosen-ticket.ts';
import { findCategory } from '../../find-category.ts';
import { findByThread, findTicket } from '../../find-ticket.ts';
import { requestClose } from '../closing/close-request.ts';
import { blockMember, unblockMember } from '../limits/block-member.ts';
import { replyCanned } from '../replies/canned-reply.ts';
import { readStatistics } from '../statistics/read-statistics.ts';
import { statisticsMessage } from '../statistics/statistics-message.ts';
import { makeTranscripts } from '../transcript/make-transcript.ts';
import { auditedAddress } from '../transcript/transcript-link.ts';

export { chooseCategory, chooseClosed, chooseTicket } from '../../discord/choices.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** A link that somebody of the team asked for is used at once. */
const LINK_HOURS = 24;

export async function askToClose(interaction: One<{ reason: string | undefined }>): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { reason } = interaction.options;
  const { conversation } = await requestClose(ctx, reference, reason ? { reason } : {});
  return say(`${inert(conversation.personName)} is asked whether #${conversation.number} can be closed.`);
}

export async function transcript(interaction: One): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const made = await makeTranscripts(ctx, reference);
  const team = made.find(({ audience }) => audience === 'team');
  const address = team && (await auditedAddress(ctx, team, LINK_HOURS));
  const what = `The transcript of #${team?.number} is made: ${team?.messages} messages.`;
  return say(
    address
      ? `${what}\n[Read it](<${address.url}>) until ${timestamp(address.until, 'f')}; whoever has the link can.`
      : `${what} It is in the dashboard.`,
  );
}

export async function block(
  interaction: CommandInteraction<{ person: ChosenUser; reason: string; until: string | undefined }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { person, reason, until } = interaction.options;
  const end = until ? readUntil(ctx, until, await zoneOf(ctx)) : undefined;
  const row = await blockMember(
    ctx,
    { id: person.id, name: person.displayName },
    { reason, until: end?.toISOString() ?? null },
  );
  const limit = row.until ? ` until ${timestamp(row.until, 'f')}` : '';
  return say(`<@${person.id}> can open no more tickets${limit}. \`/tickets unblock\` ends that.`);
}

export async function unblock(interaction: CommandInteraction<{ person: ChosenUser }>): Promise<Reply> {
  const { person } = interaction.options;
  await unblockMember(await interaction.context(), person.id);
  return say(`<@${person.id}> can open tickets again.`);
}

export async function stats(
  interaction: CommandInteraction<{ weeks: string | undefined; category: string | undefined }>,
): Promise<Reply> {
  const ctx = await interaction.context();
  const { weeks, category } = interaction.options;
  const from = new Date(ctx.now().getTime() - Number(weeks ?? 4) * WEEK_MS);
  const found = await readStatistics(ctx, {
    from: from.toISOString(),
    ...(category ? { category: (await findCategory(ctx, category)).id } : {}),
  });
  return say(statisticsMessage(found));
}

export async function reply(
  interaction: One<{ canned: string | undefined; text: string | undefined }>,
): Promise<Reply> {
  const { ctx, reference } = await chosen(interaction);
  const { canned, text } = interaction.options;
  if ((canned === undefined) === (text === undefined))
    throw new InputError('Choose a canned reply in `canned`, or write your answer in `text`.');
  const key = `interaction:${interaction.id}`;
  const { message, conversation } = canned
    ? await replyCanned(ctx, reference, canned, { key })
    : await replyTicket(ctx, reference, { content: text ?? '' }, { key });
  return say(
    `Your answer to #${conversation.number} is on its way.\n>>> ${inert(truncate(message.content, 1_500))}`,
  );
}

/** Only for whoever works on tickets: on the one that was named, or the one whose thread it is. */
export const chooseCanned: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  const named = interaction.partial.get('ticket');
  const found = named ? await findTicket(ctx, String(named)) : await findByThread(ctx, interaction.channelId);
  if (found) await requireWork(ctx, found);
  const rows = await listCannedReplies(
    ctx,
    { words: interaction.typed.slice(0, 100), limit: COMMAND_LIMITS.autocompleteChoices },
    found ? OPEN : 'tickets:read',
  );
  return rows.map(({ name, body }) => ({
    name: truncate(`${name} · ${body.replace(/\s+/g, ' ')}`, COMMAND_LIMITS.choiceName),
    value: name,
  }));
};
