import type { APIActionRowComponent, APIComponentInMessageActionRow } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed, truncate } from '../../../discord/text.ts';
import type { MaintainerRow } from '../find-maintainer.ts';
import { inert } from './record-message.ts';

/** A message has five rows of components; one proposal takes one. */
const MOST_PROPOSALS = 5;
export const LISTED_MAINTAINERS = 50;

export function maintainerListMessage(rows: readonly MaintainerRow[], said = ''): OutgoingMessage {
  if (rows.length === 0) {
    return {
      content: `${said} Nobody is on the roster. Staff can add people with \`/maintainer add\`.`.trim(),
    };
  }
  const proposed = rows.filter(({ proposedUserId }) => proposedUserId !== null);
  const shown = rows.slice(0, LISTED_MAINTAINERS);
  const more = rows.length > shown.length;
  return {
    content: said,
    embeds: [
      fitEmbed({
        title: 'Maintainers',
        description: shown.map(maintainerLine).join('\n'),
        ...(more ? { footer: { text: `Only the first ${LISTED_MAINTAINERS} are shown.` } } : {}),
      }),
    ],
    components: proposed.slice(0, MOST_PROPOSALS).map((row) => proposalButtons(row, 'roster')),
  };
}

/**
 * Yes and No for one proposed link; both names are on the buttons, so that they can stand below any message.
 * In the roster an answer shows the roster again; anywhere else it is a message of its own.
 */
export function proposalButtons(
  row: MaintainerRow,
  place: 'roster' | 'elsewhere' = 'elsewhere',
): APIActionRowComponent<APIComponentInMessageActionRow> {
  const userId = row.proposedUserId ?? '';
  const name = truncate(row.name, 40);
  return {
    type: 1,
    components: [
      {
        type: 2,
        style: 3,
        label: `Yes, @${row.username ?? ''} is ${name}`.slice(0, 80),
        custom_id: customId('records', 'answer-link', row.id, userId, 'yes', place),
      },
      {
        type: 2,
        style: 2,
        label: 'No',
        custom_id: customId('records', 'answer-link', row.id, userId, 'no', place),
      },
    ],
  };
}

function maintainerLine(row: MaintainerRow): string {
  const name = `**${inert(row.name)}**`;
  if (row.discordUserId) return `${name} · <@${row.discordUserId}>`;
  if (row.proposedUserId) return `${name} · maybe <@${row.proposedUserId}>, waiting for a yes or no`;
  return row.username ? `${name} · @${inert(row.username)}, not linked` : `${name} · not linked`;
}
