import type { APIEmbed } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { escapeMarkdown } from '../../../discord/text.ts';
import { fileLink } from '../talk-link.ts';
import type { AttachmentRow, ConversationRow } from '../views.ts';

/** What else is in a request besides its files. */
const MARGIN_BYTES = 256 * 1024;

/** Which files go along with a message, in order, and which are too large for Discord, alone or together. */
export function splitFiles(attachments: readonly AttachmentRow[]): {
  sent: AttachmentRow[];
  linked: AttachmentRow[];
} {
  const sent: AttachmentRow[] = [];
  const linked: AttachmentRow[] = [];
  let room = MESSAGE_LIMITS.requestBytes - MARGIN_BYTES;
  for (const file of attachments) {
    if (file.size > MESSAGE_LIMITS.fileBytes || file.size > room) {
      linked.push(file);
    } else {
      sent.push(file);
      room -= file.size;
    }
  }
  return { sent, linked };
}

/** A card that leads to files which Discord does not take; the person signs in to read them. */
export async function linksTo(
  ctx: ActionContext,
  conversation: Pick<ConversationRow, 'id' | 'personId'>,
  files: readonly AttachmentRow[],
): Promise<APIEmbed | null> {
  if (files.length === 0) return null;
  const lines = await Promise.all(
    files.map(async ({ id, filename, size }) => {
      const link = await fileLink(ctx, conversation, id);
      const name = escapeMarkdown(filename);
      const megabytes = `(${(size / 1024 / 1024).toFixed(1)} MB)`;
      return link
        ? `📎 [${name}](${link}) ${megabytes}`
        : `📎 ${name} ${megabytes}: too large for Discord. Ask the team for it.`;
    }),
  );
  return { description: lines.join('\n') };
}
