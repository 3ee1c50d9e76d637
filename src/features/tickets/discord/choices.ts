import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { may, READ } from '../access.ts';
import { listOwnTickets, listTickets } from '../actions/list-tickets.ts';
import { listOpenCategories } from '../find-category.ts';

const MOST = COMMAND_LIMITS.autocompleteChoices;

/** The team chooses among all tickets, a member among their own. */
const tickets =
  (status: 'active' | 'closed'): AutocompleteHandler =>
  async (interaction) => {
    const ctx = await interaction.context();
    const q = interaction.typed.trim().slice(0, 100);
    const { tickets } = (await may(ctx, READ))
      ? await listTickets(ctx, { limit: MOST, ...(q ? { q } : {}), status })
      : await listOwnTickets(ctx, { limit: MOST, status });
    return tickets.map(({ conversation: { number, subject, personName } }) => ({
      name: truncate(`#${number} ${subject} · ${personName}`, COMMAND_LIMITS.choiceName),
      value: String(number),
    }));
  };
export const chooseTicket = tickets('active');
export const chooseClosed = tickets('closed');

export const chooseCategory: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  const words = interaction.typed.trim().toLowerCase();
  const categories = await listOpenCategories(ctx);
  return categories
    .filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(words))
    .slice(0, MOST)
    .map(({ id, name, description }) => ({
      name: truncate(description ? `${name} · ${description}` : name, COMMAND_LIMITS.choiceName),
      value: id,
    }));
};
