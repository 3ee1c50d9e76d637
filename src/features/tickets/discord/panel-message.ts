import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { COMPONENT_LIMITS } from '../../../discord/limits.ts';
import { fitEmbed, truncate } from '../../../discord/text.ts';
import type { CategoryRow, PanelRow } from '../views.ts';
import { componentEmoji } from './emoji.ts';

type Panel = Pick<PanelRow, 'id' | 'title' | 'text' | 'colour' | 'style'>;
type Category = Pick<CategoryRow, 'id' | 'name' | 'emoji' | 'description'>;

/** The message from which members open tickets: a button for each category, or one list of them. */
export function panelMessage(panel: Panel, categories: readonly Category[]): OutgoingMessage {
  const { title, text, colour } = panel;
  const embed = fitEmbed({ title, ...(text ? { description: text } : {}), color: colour });
  if (categories.length === 0) {
    const description = 'No tickets can be opened here just now.';
    return { content: '', embeds: [{ ...embed, description }], components: [] };
  }
  return {
    content: '',
    embeds: [embed],
    components: panel.style === 'select' ? [select(panel, categories)] : rows(panel, categories),
  };
}

function rows(panel: Panel, categories: readonly Category[]): APIMessageTopLevelComponent[] {
  const buttons = categories.map(({ id, name, emoji }) => ({
    type: 2 as const,
    style: 1 as const,
    label: truncate(name, COMPONENT_LIMITS.buttonLabel),
    custom_id: customId('tickets', 'new', id, panel.id),
    ...componentEmoji(emoji),
  }));
  const found: APIMessageTopLevelComponent[] = [];
  for (let start = 0; start < buttons.length; start += COMPONENT_LIMITS.buttonsPerRow) {
    found.push({ type: 1, components: buttons.slice(start, start + COMPONENT_LIMITS.buttonsPerRow) });
  }
  return found;
}

function select(panel: Panel, categories: readonly Category[]): APIMessageTopLevelComponent {
  return {
    type: 1,
    components: [
      {
        type: 3,
        custom_id: customId('tickets', 'pick', panel.id),
        placeholder: 'What is it about?',
        options: categories.map(({ id, name, emoji, description }) => ({
          label: truncate(name, COMPONENT_LIMITS.selectOptionText),
          value: id,
          ...(description ? { description: truncate(description, COMPONENT_LIMITS.selectOptionText) } : {}),
          ...componentEmoji(emoji),
        })),
      },
    ],
  };
}
