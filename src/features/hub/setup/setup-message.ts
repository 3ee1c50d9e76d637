import type { APIEmbed } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { isSecret } from '../../../core/settings/definition.ts';
import { COMPONENT_LIMITS } from '../../../discord/limits.ts';
import { fitEmbed, truncate } from '../../../discord/text.ts';
import type { Check, Checklist, CheckState, Values } from './read-checklist.ts';
import { isChosen, type SetupField, type SetupGroup, shownValue } from './setup-groups.ts';
import { button, fieldSelect, type Part, row } from './setup-parts.ts';

const SIGNS: Readonly<Record<CheckState, string>> = {
  done: '✅',
  optional: '➖',
  missing: '⚠️',
  broken: '❌',
};
const COLOURS = { well: 0x57f287, open: 0xfee75c };
/** One row is for buttons. */
const MOST_SELECTS = COMPONENT_LIMITS.rows - 1;
/** The select of all features, among the groups. */
export const FEATURES = 'features';

/** Everything that can be set up, with what is still missing at its end. */
export function checklistMessage({ checks, groups }: Checklist, said = ''): OutgoingMessage {
  const open = checks.filter(({ state }) => state === 'missing' || state === 'broken');
  const embed: APIEmbed = {
    color: open.length === 0 ? COLOURS.well : COLOURS.open,
    title: 'Setting up Guildhall',
    description: checks.map(line).join('\n'),
    fields: [
      {
        name: open.length === 0 ? 'Nothing is missing' : 'Still missing',
        value:
          open.length === 0
            ? 'Guildhall is ready. ➖ can be set whenever you like; `/setup` shows this again.'
            : open.map(({ state, title }) => `${SIGNS[state]} ${title}`).join('\n'),
      },
    ],
  };
  return {
    ...(said ? { content: said } : {}),
    embeds: [fitEmbed(embed)],
    components: [
      row(stepSelect(groups)),
      row(
        button('setup-look', 'Look again', 2),
        button('setup-step', 'Switch features on and off', 2, FEATURES, 0),
      ),
    ],
  };
}

const line = ({ state, title, words, link }: Check) =>
  truncate(
    `${SIGNS[state]} **${title}** ${words}${link ? ` [${link.title}](${link.href})` : ''}`,
    // A link with all its permissions is long and must not be cut.
    link ? 1_000 : 240,
  );

/** One group with its selects, four at a time. */
export function groupMessage(
  { name, title, fields, offers }: SetupGroup,
  values: Values,
  { page, said = '' }: { page: number; said?: string },
): OutgoingMessage {
  const pages = Math.ceil(fields.length / MOST_SELECTS);
  const at = Math.min(Math.max(0, page), pages - 1);
  const shown = fields.slice(at * MOST_SELECTS, (at + 1) * MOST_SELECTS);
  const selects = shown.flatMap((one) => fieldSelect(name, at, one, values[one.name]));
  const typed = shown.filter(({ field }) => field.kind === 'text' || field.kind === 'number');
  const embed: APIEmbed = {
    title,
    description: shown.map((one) => fieldLine(one, values[one.name])).join('\n\n'),
  };
  return {
    ...(said ? { content: said } : {}),
    embeds: [fitEmbed(embed)],
    components: [
      ...selects.map((select) => row(select)),
      row(
        button('setup-look', 'Back', 2),
        ...typed
          .slice(0, offers.length > 0 ? 1 : 2)
          .map((one) => button('setup-edit', truncate(one.field.title, 80), 1, name, one.name)),
        ...(shown.some(({ field }) => field.kind === 'channel')
          ? [button('setup-test', 'Post a test message', 2, name, at)]
          : []),
        ...offers.slice(0, 1).map(
          (offer): Part => ({
            type: 2,
            style: 1,
            label: truncate(offer.label, COMPONENT_LIMITS.buttonLabel),
            custom_id: offer.customId,
          }),
        ),
        ...(pages > 1
          ? [button('setup-step', `More (${at + 1} of ${pages})`, 2, name, (at + 1) % pages)]
          : []),
      ),
    ],
  };
}

/** All features in one select: what is chosen is on. */
export function featuresMessage(
  features: readonly { name: string; title: string; summary: string; isOn: boolean }[],
  said = '',
): OutgoingMessage {
  const options = features.slice(0, COMPONENT_LIMITS.selectOptions).map(({ name, title, summary, isOn }) => ({
    label: truncate(title, COMPONENT_LIMITS.selectOptionText),
    description: truncate(summary, COMPONENT_LIMITS.selectOptionText),
    value: name,
    default: isOn,
  }));
  return {
    ...(said ? { content: said } : {}),
    embeds: [
      {
        title: 'Which features are on',
        description: 'What is chosen is on. What is off answers nothing, and what it keeps stays.',
      },
    ],
    components: [
      row({
        type: 3,
        custom_id: customId('hub', 'setup-features'),
        placeholder: 'Choose what this server uses',
        min_values: 0,
        max_values: options.length,
        options,
      }),
      row(button('setup-look', 'Back', 2)),
    ],
  };
}

function fieldLine(one: SetupField, value: unknown): string {
  const { field, need } = one;
  const sign = isChosen(one, value) ? SIGNS.done : need === 'needed' ? SIGNS.missing : SIGNS.optional;
  const where = isSecret(field) ? ' Set it in the dashboard or with `/settings change`.' : '';
  return `${sign} **${field.title}**: ${shownValue(field, value)}\n${field.help}${where}`;
}

const stepSelect = (groups: readonly SetupGroup[]): Part => ({
  type: 3,
  custom_id: customId('hub', 'setup-step'),
  placeholder: 'What do you want to set up?',
  options: groups.slice(0, COMPONENT_LIMITS.selectOptions).map(({ name, title, fields }) => ({
    label: truncate(title, COMPONENT_LIMITS.selectOptionText),
    description: truncate(
      fields.map(({ field }) => field.title).join(', '),
      COMPONENT_LIMITS.selectOptionText,
    ),
    value: name,
  })),
});
