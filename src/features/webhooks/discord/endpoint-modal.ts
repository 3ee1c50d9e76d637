import type { APIModalInteractionResponseCallbackComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import type { EndpointKind } from '../../../core/webhooks/tables.ts';

type Label = Extract<APIModalInteractionResponseCallbackComponent, { type: 18 }>;

const NAME_MAX_LENGTH = 80;
const URL_MAX_LENGTH = 2_000;
const EVENTS_MAX_LENGTH = 2_000;

/** Asks for name and address of a new endpoint. An address is often a secret, so it is never an option of the command. */
export function endpointModal(kind: EndpointKind, events: string): ModalDialog {
  const isDiscord = kind === 'discord-webhook';
  return {
    custom_id: customId('webhooks', 'add', kind),
    title: isDiscord ? 'Tell a Discord channel' : 'Tell a program',
    components: [
      input('name', 'Name', 'What you call it.', { max_length: NAME_MAX_LENGTH }),
      input(
        'url',
        'Address',
        isDiscord
          ? 'Channel settings → Integrations → Webhooks → Copy URL.'
          : 'Where requests go. It is kept sealed; only its beginning is shown later.',
        {
          max_length: URL_MAX_LENGTH,
          placeholder: isDiscord ? 'https://discord.com/api/webhooks/…' : 'https://example.com/hooks',
        },
      ),
      input(
        'events',
        'What it is told',
        'Types like record.created, groups like record.*, or * for everything.',
        {
          max_length: EVENTS_MAX_LENGTH,
          value: events,
        },
      ),
    ],
  };
}

export const readEndpointModal = (fields: ReadonlyMap<string, string | readonly string[]>) => ({
  name: fieldText(fields, 'name'),
  url: fieldText(fields, 'url'),
  events: splitEvents(fieldText(fields, 'events')),
});

/** `record.*, machine.added` as a list. */
export const splitEvents = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];

function input(
  custom_id: string,
  label: string,
  description: string,
  more: { max_length: number; value?: string; placeholder?: string },
): Label {
  return {
    type: 18,
    label,
    description,
    component: { type: 4, custom_id, style: 1, required: true, ...more },
  };
}
