import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { fitEmbed, timestamp, truncate } from '../../../discord/text.ts';
import type { ListedDelivery } from '../actions/list-deliveries.ts';
import { button, inert, row } from './endpoint-message.ts';

/** Deliveries that are shown: as many as are read at a glance and fit into one select. */
export const LOGGED = 10;

const SIGNS = { sent: '✅', failed: '❌', queued: '⏳', held: '⏸️' } as const;
const WORDS = { sent: 'sent', failed: 'failed', queued: 'waiting', held: 'held' } as const;

/** The last deliveries of an endpoint, with a select that sends one again. */
export function logMessage(
  endpoint: Pick<Endpoint, 'id' | 'name'>,
  rows: readonly ListedDelivery[],
  said = '',
): OutgoingMessage {
  const lines = rows.map(({ delivery }) => {
    const { state, eventType, createdAt, attempts, runAt, error } = delivery;
    const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
    const next = state === 'queued' ? ` · next ${timestamp(runAt, 'R')}` : '';
    const why = error && state !== 'sent' ? `\n-# ${inert(truncate(error, 200))}` : '';
    return `${SIGNS[state]} \`${eventType}\` ${WORDS[state]} · ${timestamp(createdAt, 'R')} · ${tries}${next}${why}`;
  });
  return {
    content: said,
    embeds: [
      fitEmbed({
        title: `Log of “${inert(endpoint.name)}”`,
        description: lines.length > 0 ? lines.join('\n') : 'Nothing here yet.',
      }),
    ],
    components: [
      ...(rows.length > 0 ? replaySelect(endpoint.id, rows) : []),
      ...row(button('show', 'Back to the endpoint', 2, endpoint.id)),
    ],
  };
}

function replaySelect(id: string, rows: readonly ListedDelivery[]): APIMessageTopLevelComponent[] {
  const options = rows.map(({ delivery }) => ({
    label: truncate(`${delivery.eventType} · ${WORDS[delivery.state]}`, 100),
    description: truncate(`${delivery.createdAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`, 100),
    value: delivery.id,
  }));
  return [
    {
      type: 1,
      components: [
        {
          type: 3,
          custom_id: customId('webhooks', 'replay', id),
          placeholder: 'Send one of them again …',
          options,
        },
      ],
    },
  ];
}
