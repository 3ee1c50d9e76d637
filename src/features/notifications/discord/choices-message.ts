import type { APIMessageTopLevelComponent, APISelectMenuOption } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { placesOf } from '../../../core/notifications/kind.ts';
import { COMPONENT_LIMITS, MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import type { ChoicesView, ChoiceView } from '../actions/list-choices.ts';
import { CHANNEL_HELP, CHANNEL_WORDS } from '../words.ts';

/** The choice of whoever chooses nothing. */
export const AS_SERVER = 'server';
/** Selects for kinds; one row is left for the places. */
const MOST_SELECTS = COMPONENT_LIMITS.rows - 1;

/** One's choices with selects of the kinds; once one is picked, with a select of the places as well. */
export function choicesMessage(view: ChoicesView, picked?: string): OutgoingMessage {
  const { kinds, dmsClosedAt } = view;
  if (kinds.length === 0)
    return { content: 'There is nothing here that you could be told of.', components: [] };
  const chosen = kinds.find(({ kind }) => kind === picked);
  const lines = kinds.map(
    ({ title, own, effective, server }) =>
      `- **${title}**: ${CHANNEL_WORDS[server === 'off' && effective === 'none' ? 'off' : effective]}${own ? ' · your choice' : ''}`,
  );
  const closed = dmsClosedAt
    ? [
        `⚠️ You took no direct messages ${timestamp(dmsClosedAt, 'R')}, so you are told in the channel for a week. Open them and choose “Direct message” again.`,
      ]
    : [];
  const content = ['**What you are told, and where**', ...lines, ...closed].join('\n');
  const selects = chunks(kinds).map((some, index) =>
    row('kind', String(index), 'Change one of them …', some.map(kindOption(picked))),
  );
  return {
    content: truncate(content, MESSAGE_LIMITS.content),
    components: [
      ...selects,
      ...(chosen ? [row('set', chosen.kind, `Where to be told: ${chosen.title}`, placesFor(chosen))] : []),
    ],
  };
}

const kindOption =
  (picked: string | undefined) =>
  ({ kind, title, help }: ChoiceView): APISelectMenuOption => ({
    label: truncate(title, COMPONENT_LIMITS.selectOptionText),
    description: truncate(help, COMPONENT_LIMITS.selectOptionText),
    value: kind,
    default: kind === picked,
  });

function placesFor(choice: ChoiceView): APISelectMenuOption[] {
  const { own, server } = choice;
  const asServer = {
    label: 'As the server has it',
    description: `Now: ${CHANNEL_WORDS[server]}`,
    value: AS_SERVER,
    default: own === null,
  };
  return [
    asServer,
    ...placesOf(choice).map((value) => ({
      label: CHANNEL_WORDS[value],
      description: CHANNEL_HELP[value],
      value,
      default: own === value,
    })),
  ];
}

const row = (
  handler: 'kind' | 'set',
  argument: string,
  placeholder: string,
  options: APISelectMenuOption[],
): APIMessageTopLevelComponent => ({
  type: 1,
  components: [
    {
      type: 3,
      custom_id: customId('notifications', handler, argument),
      placeholder: truncate(placeholder, 150),
      options,
    },
  ],
});

function chunks(kinds: readonly ChoiceView[]): ChoiceView[][] {
  const size = COMPONENT_LIMITS.selectOptions;
  const count = Math.min(MOST_SELECTS, Math.ceil(kinds.length / size));
  return Array.from({ length: count }, (_, index) => kinds.slice(index * size, (index + 1) * size));
}
