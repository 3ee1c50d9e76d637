import type { ActionContext } from '../../../core/context.ts';
import { GuildhallError } from '../../../core/errors.ts';
import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import { readUntil, zoneOf } from '../../../core/time/read-until.ts';
import { wallText } from '../../../core/time/time-zone.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { listCannedReplies } from '../actions/list-canned-replies.ts';
import { listInbox } from '../actions/list-inbox.ts';

const MOST = COMMAND_LIMITS.autocompleteChoices;
const EXAMPLES = ['in 1 hour', 'in 3 hours', 'tomorrow 9:00', 'in 3 days', 'next monday 9:00'];

const conversations =
  (state: 'closed' | undefined): AutocompleteHandler =>
  async (interaction) => {
    const ctx = await interaction.context();
    const q = interaction.typed.trim().slice(0, 100);
    const { entries } = await listInbox(ctx, {
      limit: MOST,
      ...(q ? { q } : {}),
      ...(state ? { state } : {}),
    });
    return entries.map(({ conversation: { number, personName, preview } }) => ({
      name: truncate(`#${number} ${personName} · ${preview}`, COMMAND_LIMITS.choiceName),
      value: String(number),
    }));
  };
export const chooseConversation = conversations(undefined);
export const chooseClosed = conversations('closed');

export const chooseCanned: AutocompleteHandler = async (interaction) => {
  const rows = await listCannedReplies(await interaction.context(), {
    words: interaction.typed.slice(0, 100),
    limit: MOST,
  });
  return rows.map(({ name, body }) => ({
    name: truncate(`${name} · ${body.replace(/\s+/g, ' ')}`, COMMAND_LIMITS.choiceName),
    value: name,
  }));
};

/** Shows how what was typed is understood, before anything is done. */
export const chooseUntil: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('inbox:write');
  const timeZone = await zoneOf(ctx);
  const understood = (words: string) => understand(ctx, words, timeZone);
  const typed = interaction.typed.trim().slice(0, COMMAND_LIMITS.choiceValue);
  const mine = typed === '' ? [] : understood(typed);
  return mine.length > 0 ? mine : EXAMPLES.flatMap(understood);
};

function understand(ctx: ActionContext, words: string, timeZone: string) {
  try {
    const at = readUntil(ctx, words, timeZone);
    return [{ name: truncate(`${words} → ${wallText(at, timeZone)} ${timeZone}`, 100), value: words }];
  } catch (error) {
    if (error instanceof GuildhallError) return [];
    throw error;
  }
}
