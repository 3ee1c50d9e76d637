import type { APIModalInteractionResponseCallbackComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import { fieldText } from '../../../core/interactions/modal-fields.ts';
import type { ModalDialog } from '../../../core/interactions/reply.ts';
import { EMBED_LIMITS, MESSAGE_LIMITS } from '../../../discord/limits.ts';
import type { DraftRow } from '../actions/draft-announcement.ts';
import { EMBED_TEXT_MAX_LENGTH, IMAGE_MAX_LENGTH } from '../limits.ts';

type Label = Extract<APIModalInteractionResponseCallbackComponent, { type: 18 }>;
type Fields = ReadonlyMap<string, string | readonly string[]>;

/** Asks for the message of a draft; the last input is the webhook's address when it goes to one. */
export function announcementModal({ id, message, target, announcementId }: DraftRow): ModalDialog {
  const { content, embed } = message;
  const last =
    target.kind === 'webhook'
      ? input('url', 'Webhook address', 'Channel settings → Integrations → Webhooks → Copy URL.', {
          required: target.sealed === '',
          max_length: 300,
          ...(target.sealed === '' ? {} : { placeholder: 'Leave empty to keep the one there is' }),
        })
      : input('colour', 'Colour of the embed', 'Six digits, like #5865F2.', {
          max_length: 7,
          value: embed?.colour ?? '',
        });
  return {
    custom_id: customId('announcements', 'write', id),
    title: announcementId ? 'Edit the announcement' : 'New announcement',
    components: [
      input('content', 'Text', 'As in a message of your own. Mentions in it ping nobody.', {
        style: 2,
        max_length: MESSAGE_LIMITS.content,
        value: content,
      }),
      input('title', 'Title of an embed', 'Leave all below empty for a message without an embed.', {
        max_length: EMBED_LIMITS.title,
        value: embed?.title ?? '',
      }),
      input('text', 'Text of the embed', undefined, {
        style: 2,
        max_length: EMBED_TEXT_MAX_LENGTH,
        value: embed?.text ?? '',
      }),
      input('image', 'Picture in the embed', 'Its address, beginning with https://.', {
        max_length: IMAGE_MAX_LENGTH,
        value: embed?.image ?? '',
      }),
      last,
    ],
  };
}

/** What was written; an embed that is empty in all its parts is none. */
export function readAnnouncementModal(fields: Fields, before: DraftRow['message']) {
  const embed = {
    title: fieldText(fields, 'title'),
    text: fieldText(fields, 'text'),
    colour: fields.has('colour') ? fieldText(fields, 'colour') || null : (before.embed?.colour ?? null),
    image: fieldText(fields, 'image') || null,
  };
  const hasEmbed = Boolean(embed.title || embed.text || embed.image);
  const webhookUrl = fieldText(fields, 'url');
  return {
    message: { content: fieldText(fields, 'content'), embed: hasEmbed ? embed : null },
    ...(webhookUrl ? { webhookUrl } : {}),
  };
}

function input(
  custom_id: string,
  label: string,
  description: string | undefined,
  more: { style?: 1 | 2; max_length: number; value?: string; required?: boolean; placeholder?: string },
): Label {
  const { value, ...rest } = more;
  return {
    type: 18,
    label,
    ...(description ? { description } : {}),
    component: { type: 4, custom_id, style: 1, required: false, ...rest, ...(value ? { value } : {}) },
  };
}
