import type { APIEmbed, APIEmbedField, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';
import { escapeMarkdown, fitEmbed, inertMentions, timestamp, truncate } from '../../../discord/text.ts';
import type { EndpointWithCounts } from '../actions/list-endpoints.ts';
import { failureRate, secondsToSend } from '../views.ts';

const COLOURS = { enabled: 0x57f287, paused: 0xfee75c, disabled: 0xed4245 } as const;
const STATES = { enabled: '🟢 On', paused: '🟡 Paused', disabled: '🔴 Off' } as const;
/** More lines than this are no list to read on a phone. */
const MOST_LISTED = 20;

export const inert = (text: string): string => inertMentions(escapeMarkdown(text));

const stateOf = ({ state, failingSince }: Pick<Endpoint, 'state' | 'failingSince'>): string =>
  state === 'enabled' && failingSince ? '🟠 On, failing' : STATES[state];

/** All endpoints, a line each; those in trouble first. */
export function endpointList(all: readonly EndpointWithCounts[]): OutgoingMessage {
  if (all.length === 0) {
    return {
      content:
        'Nobody is told yet. `/webhook add` sets up a program or a channel that is told what happens here.',
    };
  }
  const trouble = ({ endpoint }: EndpointWithCounts) =>
    endpoint.state === 'disabled' ? 0 : endpoint.failingSince ? 1 : 2;
  const lines = all
    .toSorted((a, b) => trouble(a) - trouble(b))
    .slice(0, MOST_LISTED)
    .map(({ endpoint, counts }) => {
      const waiting = counts.waiting + counts.held;
      const parts = [
        stateOf(endpoint),
        `24 h: ${failureRate(counts)}`,
        waiting > 0 ? `${waiting} waiting` : '',
      ];
      return `**${inert(endpoint.name)}** · ${inert(endpoint.urlShown)}\n-# ${parts.filter(Boolean).join(' · ')}`;
    });
  const more = all.length > lines.length ? [`… and ${all.length - lines.length} more.`] : [];
  return { embeds: [fitEmbed({ title: 'Webhooks', description: [...lines, ...more].join('\n') })] };
}

/** One endpoint, how it fares, and what can be done. */
export function endpointMessage({ endpoint, counts }: EndpointWithCounts, said = ''): OutgoingMessage {
  const [secret] = endpoint.secrets;
  const { lastSuccessAt } = endpoint;
  const field = (name: string, value: string): APIEmbedField => ({ name, value, inline: true });
  const embed: APIEmbed = {
    color: COLOURS[endpoint.state],
    title: `${inert(endpoint.name)} · ${stateOf(endpoint)}`,
    ...(endpoint.stateText ? { description: inert(endpoint.stateText) } : {}),
    fields: [
      field('Address', inert(endpoint.urlShown)),
      field('What it is told', truncate(endpoint.events.map((event) => `\`${event}\``).join(', '), 1_000)),
      field('Last 24 hours', failureRate(counts)),
      field('Waiting', String(counts.waiting + counts.held)),
      field('Last success', lastSuccessAt ? timestamp(lastSuccessAt, 'R') : 'Never'),
      ...(secret ? [field('Secret', `••••${secret.lastFour}`)] : []),
      ...(counts.missed > 0 ? [{ name: 'Missed', value: missedWords(endpoint.kind, counts.missed) }] : []),
    ],
  };
  return { content: said, embeds: [fitEmbed(embed)], components: buttonsOf(endpoint, counts.missed) };
}

/** How much was missed, and about how long sending it takes. */
export function missedWords(kind: Endpoint['kind'], missed: number): string {
  const events = missed === 1 ? 'One event was missed' : `${missed} events were missed`;
  return `${events}. Sending takes about ${durationWords(secondsToSend(kind, missed))}.`;
}

export function durationWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}

/** Asks once more before an endpoint is deleted, and says what would be lost. */
export function removeMessage(
  id: string,
  { name, waiting, held, logged }: { name: string; waiting: number; held: number; logged: number },
): OutgoingMessage {
  const lost = `${waiting + held} deliveries that wait are given up; the log of ${logged} that are over stays until it is 30 days old.`;
  return {
    embeds: [fitEmbed({ color: COLOURS.disabled, title: `Delete “${inert(name)}”?`, description: lost })],
    components: row(button('remove', 'Delete for good', 4, id), button('show', 'Keep it', 2, id)),
  };
}

/** Shown to one person, once. */
export function secretMessage(name: string, secret: string, oldExpiresAt: Date | null): OutgoingMessage {
  const old = oldExpiresAt
    ? `\nThe secret before it signs beside it until ${timestamp(oldExpiresAt, 'f')}.`
    : '';
  return {
    content: `The secret of **${inert(name)}** is shown this once; copy it now:\n\`\`\`\n${secret}\n\`\`\`Requests are signed with it as [Standard Webhooks](<https://www.standardwebhooks.com>) say, in the header \`webhook-signature\`.${old}`,
  };
}

function buttonsOf({ id, kind, state }: Endpoint, missed: number): APIMessageTopLevelComponent[] {
  const recover = state === 'enabled' && missed > 0;
  return [
    ...row(
      button('test', 'Test', 2, id),
      state === 'enabled' ? button('pause', 'Pause', 2, id) : button('resume', 'Switch on', 3, id),
      button('log', 'Log', 2, id),
      ...(kind === 'http' ? [button('rotate', 'New secret', 2, id)] : []),
      button('ask-remove', 'Delete', 4, id),
    ),
    ...(recover ? row(button('recover', 'Send what was missed', 1, id)) : []),
  ];
}

export const button = (handler: string, label: string, style: 1 | 2 | 3 | 4, id: string) => ({
  type: 2 as const,
  style,
  label,
  custom_id: customId('webhooks', handler, id),
});

export const row = (...buttons: ReturnType<typeof button>[]): APIMessageTopLevelComponent[] => [
  { type: 1, components: buttons },
];
