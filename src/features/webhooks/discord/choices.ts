import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import type { Choice } from '../../../core/interactions/reply.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { searchEndpoints } from '../find-endpoint.ts';

const MOST = COMMAND_LIMITS.autocompleteChoices;

export const chooseEndpoint: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('webhooks:read');
  return (await searchEndpoints(ctx, interaction.typed, MOST)).map(({ id, name, state }) => ({
    name: truncate(state === 'enabled' ? name : `${name} · ${state}`, COMMAND_LIMITS.choiceName),
    value: id,
  }));
};

/** One event type, by type or title. */
export const chooseEvent: AutocompleteHandler = async (interaction) =>
  matching(
    [...(await interaction.registry()).signals].map(([type, { title }]) => ({
      name: `${type} · ${title}`,
      value: type,
    })),
    interaction.typed,
  );

/** Completes the last of a list with commas: a type, or a whole group. */
export const chooseEvents: AutocompleteHandler = async (interaction) => {
  const parts = interaction.typed.split(',');
  const last = parts.at(-1)?.trim() ?? '';
  const before = parts
    .slice(0, -1)
    .map((part) => part.trim())
    .filter(Boolean);
  const types = [...(await interaction.registry()).signals];
  const groups = [...new Set(types.map(([type]) => `${type.split('.')[0]}.*`))];
  const offered = [
    ...(before.length === 0 ? [{ name: '* · everything', value: '*' }] : []),
    ...groups.map((group) => ({ name: `${group} · all of them`, value: group })),
    ...types.map(([type, { title }]) => ({ name: `${type} · ${title}`, value: type })),
  ];
  const known = new Set(before);
  return matching(
    offered.filter(({ value }) => !known.has(value)),
    last,
  )
    .map(({ name, value }) => ({
      name: truncate([...before, name].join(', '), COMMAND_LIMITS.choiceName),
      value: [...before, value].join(', '),
    }))
    .filter(({ value }) => value.length <= COMMAND_LIMITS.choiceValue);
};

function matching(
  choices: readonly { name: string; value: string }[],
  typed: string,
): (Choice & { value: string })[] {
  const words = typed.trim().toLowerCase();
  return choices
    .filter(({ name }) => name.toLowerCase().includes(words))
    .slice(0, MOST)
    .map(({ name, value }) => ({ name: truncate(name, COMMAND_LIMITS.choiceName), value }));
}
