import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import type { PanelServer } from '../panel/server-provider.ts';
import type { ActionRow } from '../tables.ts';
import { ACTION_NOUNS, impactSentence, impactWords, inert, LOOKS, stateWords } from './words.ts';

/** So many fit into an embed with the longest ids and names; the dashboard shows all. */
const MOST_LISTED = 15;
const LONGEST_NAME = 40;

export function listMessage(servers: readonly PanelServer[]): OutgoingMessage {
  if (servers.length === 0)
    return { content: 'Your account has no servers yet. As soon as it has one, you find it here.' };
  const lines = servers.slice(0, MOST_LISTED).map(({ id, name, state, impact }) => {
    const more = impactWords(impact);
    return `${LOOKS[state].emoji} **${inert(truncate(name, LONGEST_NAME))}** · \`${id}\` · ${state}${more ? ` · ${more}` : ''}`;
  });
  const left = servers.length - lines.length;
  return {
    embeds: [
      {
        title: servers.length === 1 ? 'Your server' : `Your ${servers.length} servers`,
        description: [...lines, ...(left > 0 ? [`… and ${left} more in the dashboard.`] : [])].join('\n'),
        color: LOOKS.online.colour,
      },
    ],
  };
}

export function statusMessage({ id, name, state, stateAt, impact }: PanelServer): OutgoingMessage {
  const more = impactWords(impact);
  return {
    embeds: [
      {
        title: `${LOOKS[state].emoji} ${inert(name)}`,
        color: LOOKS[state].colour,
        fields: [
          { name: 'Server', value: `\`${id}\``, inline: true },
          { name: 'Status', value: stateWords(state), inline: true },
          { name: 'Since', value: timestamp(stateAt, 'R'), inline: true },
          ...(more ? [{ name: 'Now', value: more }] : []),
        ],
      },
    ],
  };
}

/** What an action is waiting for, or that it was asked of the panel. */
export function actionMessage(row: ActionRow, statusChannel: string | null): OutgoingMessage {
  const name = inert(row.serverName);
  if (row.state === 'awaiting-confirmation') return confirmMessage(row, name);
  if (row.state === 'awaiting-approval') {
    const people = row.approvalsNeeded === 1 ? 'one approver has' : `${row.approvalsNeeded} approvers have`;
    return { content: `Before **${name}** is to ${row.action}, ${people} to say yes. They are asked now.` };
  }
  if (row.state === 'cancelled') return { content: `Nothing was done to **${name}**.` };
  const where = statusChannel ? ` <#${statusChannel}> tells when it is done.` : '';
  return { content: `${ACTION_NOUNS[row.action]} of **${name}** is requested.${where}` };
}

function confirmMessage(row: ActionRow, name: string): OutgoingMessage {
  const until = row.confirmUntil ? timestamp(row.confirmUntil, 'R') : '';
  return {
    embeds: [
      {
        title: `${ACTION_NOUNS[row.action]} ${name}?`,
        description: `${impactSentence(row.impact)} Whoever plays there is thrown out.\nConfirm within 30 seconds; it lapses ${until}.`,
        color: LOOKS.offline.colour,
      },
    ],
    components: [
      {
        type: 1,
        components: [
          {
            type: 2,
            style: 4,
            label: `Yes, ${row.action} it`,
            custom_id: customId('servers', 'confirm', row.id),
          },
          {
            type: 2,
            style: 2,
            label: 'No',
            custom_id: customId('servers', 'cancel', row.id),
          },
        ],
      },
    ],
  };
}
