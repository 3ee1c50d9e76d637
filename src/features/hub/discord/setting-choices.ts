import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import type { AutocompleteInteraction } from '../../../core/interactions/interaction.ts';
import type { Choice } from '../../../core/interactions/reply.ts';
import { choiceTitle, type Field } from '../../../core/settings/definition.ts';
import { serverSettings } from '../../../core/settings/server-settings.ts';
import { listGuildChannels } from '../../../discord/channels.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { listRoles } from '../../../discord/roles.ts';
import { truncate } from '../../../discord/text.ts';
import { settingsTitle } from '../settings-title.ts';

/** Text and announcement channels: where messages can be posted. */
const POSTABLE = [0, 5];

const matching = (choices: Choice[], typed: string): Choice[] => {
  const words = typed.trim().toLowerCase();
  return choices
    .filter(({ name, value }) => name.toLowerCase().includes(words) || value === words)
    .slice(0, COMMAND_LIMITS.autocompleteChoices)
    .map((choice) => ({ ...choice, name: truncate(choice.name, COMMAND_LIMITS.choiceName) }));
};

export const chooseFeature: AutocompleteHandler = async (interaction) => {
  const { features, settings } = await interaction.registry();
  return matching(
    [...settings.keys()].map((name) => ({ name: settingsTitle(features, name), value: name })),
    interaction.typed,
  );
};

export const chooseSetting: AutocompleteHandler = async (interaction) => {
  const { typed, partial } = interaction;
  const definition = (await interaction.registry()).settings.get(String(partial.get('feature') ?? ''));
  return matching(
    Object.entries(definition?.fields ?? {}).map(([name, { title }]) => ({ name: title, value: name })),
    typed,
  );
};

export const chooseValue: AutocompleteHandler = async (interaction) => {
  const { typed, partial } = interaction;
  const definition = (await interaction.registry()).settings.get(String(partial.get('feature') ?? ''));
  const name = String(partial.get('setting') ?? '');
  const field = definition && Object.hasOwn(definition.fields, name) ? definition.fields[name] : undefined;
  switch (field?.kind) {
    case 'switch':
      return matching(['on', 'off'].map(plain), typed);
    case 'choice':
      return choicesOf(field, typed);
    case 'channel':
      return matching(await channelChoices(interaction), typed);
    case 'roles': {
      const ctx = await interaction.context();
      const values: Record<string, unknown> = definition ? await ctx.settings(definition) : {};
      return matching(await roleChoices(interaction, values[name]), typed);
    }
    default:
      return matching((field?.suggestions?.() ?? []).map(plain), typed);
  }
};

/** By their titles, and by what they are called in the API. */
function choicesOf(field: Field<unknown>, typed: string): Choice[] {
  const all = (field.choices ?? []).map((value) => ({ name: choiceTitle(field, value), value }));
  const found = matching(all, typed);
  return found.length > 0 ? found : all.filter(({ value }) => value.startsWith(typed.trim().toLowerCase()));
}

const plain = (value: string): Choice => ({ name: value, value });

async function channelChoices(interaction: AutocompleteInteraction): Promise<Choice[]> {
  const channels = await listGuildChannels(await interaction.discord(), interaction.guildId);
  return [
    ...channels
      .filter(({ type }) => POSTABLE.includes(type))
      .map(({ id, name }) => ({ name: `#${name}`, value: id })),
    { name: 'None', value: 'none' },
  ];
}

async function roleChoices(interaction: AutocompleteInteraction, current: unknown): Promise<Choice[]> {
  const roles = await listRoles(await interaction.discord(), interaction.guildId);
  const have = Array.isArray(current) ? current : [];
  return [
    // The role of everyone has the guild's own id; it would make all of them staff.
    ...roles
      .filter(({ id }) => id !== interaction.guildId)
      .map(({ id, name }) =>
        have.includes(id)
          ? { name: `Remove @${name}`, value: `-${id}` }
          : { name: `Add @${name}`, value: `+${id}` },
      ),
    { name: 'None', value: 'none' },
  ];
}

/** Time zones that fit what was typed. */
export const chooseZone: AutocompleteHandler = async ({ typed }) =>
  matching((serverSettings.fields.timeZone.suggestions?.() ?? []).map(plain), typed.replaceAll(' ', '_'));
