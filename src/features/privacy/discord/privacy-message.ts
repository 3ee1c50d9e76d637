import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import type { PersonExport } from '../actions/export-person.ts';
import type { ErasureRow } from '../actions/request-erasure.ts';
import type { ErasureCounts } from '../tables.ts';

const DANGER = 0xed4245;
const button = (handler: string, label: string, style: 2 | 4, personId: string, extent = 'all') => ({
  type: 2 as const,
  style,
  label,
  custom_id: customId('privacy', handler, personId, extent),
});
const row = (...buttons: ReturnType<typeof button>[]) => [{ type: 1 as const, components: buttons }];

/** `link` is null when the file is too large to attach and no page can hold it. */
export function exportMessage({ personId, tables }: PersonExport, link?: string | null): OutgoingMessage {
  const filled = Object.entries(tables).filter(([, rows]) => rows.length > 0);
  const rows = filled.reduce((sum, [, list]) => sum + list.length, 0);
  const what = `Everything that is kept about <@${personId}> in this server: ${rows} rows in ${filled.length} tables.`;
  if (link === undefined) return { content: what };
  if (link)
    return { content: `${what}\n${link}\n-# The link works for 7 days. Whoever has it can read the file.` };
  return {
    content: `${what}\nThe file is too large for Discord, and whoever runs Guildhall has set no PUBLIC_URL for a link. An admin can read it over the API: \`GET /people/${personId}/export\`.`,
  };
}

/** What would go, by table; the first of two questions. */
export function previewMessage(personId: string, counts: ErasureCounts): OutgoingMessage {
  const lines = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (lines.length === 0) return { content: `Nothing is kept about <@${personId}> in this server.` };
  return {
    embeds: [
      {
        color: DANGER,
        title: 'What would be erased',
        description: [
          `About <@${personId}>, in this server:`,
          ...lines.map(([table, total]) => `- ${table.replaceAll('_', ' ')}: ${total}`),
          '',
          'Words, names, quotes and copies of files go. A pseudonym stands in the place of the id, so that what happened can still be counted. Sign-ins to the dashboard end, and what the person had allowed at Discord is given back, unless a link in another server needs it. What others wrote about the person stays, and so does what stands in Discord itself, such as roles.',
          '**Keep records** leaves titles and details of records that they wrote, without the name.',
        ].join('\n'),
      },
    ],
    components: row(
      button('ask', 'Erase everything', 4, personId),
      button('ask', 'Erase, keep records', 4, personId, 'keep'),
      button('cancel', 'Cancel', 2, personId),
    ),
  };
}

export function askAgainMessage(personId: string, keepFacts: boolean): OutgoingMessage {
  const kept = keepFacts ? ' Titles and details of records stay.' : '';
  return {
    content: `Erase <@${personId}> for good? This cannot be undone by anybody.${kept}`,
    components: row(
      button('erase', 'Yes, erase for good', 4, personId, keepFacts ? 'keep' : 'all'),
      button('cancel', 'Cancel', 2, personId),
    ),
  };
}

/** Names the pseudonym only: this message may be the last that knows both. */
export function startedMessage(erasure: ErasureRow | undefined): OutgoingMessage {
  if (!erasure) return { content: 'Nothing is kept any more. Nothing was changed.' };
  return {
    content: `The erasing has begun and takes a few minutes at most. From now on \`${erasure.pseudonym}\` stands for the person.\n-# Reference ${erasure.id}`,
  };
}
