import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { COMPONENT_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { PRIORITIES } from '../../conversations/public.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import { componentEmoji } from './emoji.ts';

const STATUSES = [
  { label: 'Open', value: 'status:open' },
  { label: '🔄 In progress', value: 'status:in_progress' },
  { label: 'Waiting for the member', value: 'status:waiting' },
];

/** What else can be done with a ticket; only whoever asked for it sees it. */
export function moreMessage(
  { ticket, conversation }: Ticket,
  categories: readonly CategoryRow[],
  said = '',
): OutgoingMessage {
  const id = ticket.id;
  const marked = (value: string) =>
    value === `status:${ticket.status}` || value === `priority:${ticket.priority}`;
  const rows: APIMessageTopLevelComponent[] = [
    {
      type: 1,
      components: [
        { type: 5, custom_id: customId('tickets', 'assign', id), placeholder: 'Give it to somebody' },
      ],
    },
    {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: customId('tickets', 'set', id),
          placeholder: 'Status and priority',
          options: [
            ...STATUSES,
            ...PRIORITIES.map((priority) => ({
              label: `Priority: ${priority}`,
              value: `priority:${priority}`,
            })),
          ].filter(({ value }) => !marked(value)),
        },
      ],
    },
    ...moveRow(ticket, categories),
    {
      type: 1,
      components: [
        ask(id, 'note', 'Note for the team'),
        ask(id, 'rename', 'Rename'),
        ask(id, 'tags', 'Tags'),
        { type: 2, style: 2, label: 'Sync now', custom_id: customId('tickets', 'sync', id) },
        ...(ticket.status === 'closed' ? [] : [ask(id, 'close', 'Close with a reason')]),
      ],
    },
  ];
  return { content: said || `What shall happen with #${conversation.number}?`, components: rows };
}

function moveRow({ id, categoryId }: Ticket['ticket'], categories: readonly CategoryRow[]) {
  const others = categories.filter((one) => one.id !== categoryId).slice(0, COMPONENT_LIMITS.selectOptions);
  if (others.length === 0) return [];
  const select = {
    type: 3 as const,
    custom_id: customId('tickets', 'move', id),
    placeholder: 'Move it to another category',
    options: others.map((one) => ({
      label: truncate(one.name, COMPONENT_LIMITS.selectOptionText),
      value: one.id,
      ...componentEmoji(one.emoji),
    })),
  };
  return [{ type: 1 as const, components: [select] }];
}

const ask = (id: string, what: string, label: string) => ({
  type: 2 as const,
  style: 2 as const,
  label,
  custom_id: customId('tickets', 'ask', id, what),
});
