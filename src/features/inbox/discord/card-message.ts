import type { APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { escapeMarkdown, inertMentions, timestamp, truncate } from '../../../discord/text.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import type { LeadRow } from '../views.ts';

const COLOURS = { new: 0xed4245, open: 0x5865f2, waiting: 0x57f287, snoozed: 0xfee75c, closed: 0x80848e };
const STATES = { open: 'Needs an answer', waiting: 'Answered', snoozed: 'Put aside', closed: 'Closed' };

export const inert = (text: string): string => inertMentions(escapeMarkdown(text));

export interface Card {
  conversation: ConversationRow;
  lead: LeadRow | undefined;
  /** Shown above everything else: what was just done. */
  said?: string;
}

/** A conversation as the team sees it in Discord, with what can be done about it. */
export function cardMessage({ conversation, lead, said }: Card): OutgoingMessage {
  const { number, personName, state, assigneeId, routeReason, preview, tags } = conversation;
  const extra = [
    lead && lead.status !== 'new' ? lead.status : undefined,
    conversation.priority === 'normal' ? undefined : `${conversation.priority} priority`,
    ...tags.filter((tag) => tag !== 'discord_dm'),
  ].filter((one) => one !== undefined);
  const embed: APIEmbed = {
    color: assigneeId || state === 'closed' ? COLOURS[state] : COLOURS.new,
    title: truncate(`#${number} ${inert(personName)}`, 256),
    description: truncate(inert(preview) || '*No text*', 1_000),
    fields: [
      { name: 'Owner', value: assigneeId ? `<@${assigneeId}>` : 'Nobody yet', inline: true },
      { name: 'State', value: stateWords(conversation), inline: true },
      ...(extra.length > 0
        ? [{ name: 'Marked', value: truncate(inert(extra.join(', ')), 1_024), inline: true }]
        : []),
      ...(routeReason ? [{ name: 'Why', value: truncate(inert(routeReason.text), 1_024) }] : []),
    ],
    ...(conversation.lastInboundAt ? { timestamp: conversation.lastInboundAt.toISOString() } : {}),
    footer: { text: lead?.username ? `@${lead.username} · last message` : 'last message' },
  };
  return {
    ...(said ? { content: said } : { content: '' }),
    embeds: [embed],
    components: buttons(conversation),
  };
}

function stateWords({ state, snoozedUntil }: ConversationRow): string {
  return state === 'snoozed' && snoozedUntil
    ? `${STATES.snoozed} until ${timestamp(snoozedUntil, 'f')}`
    : STATES[state];
}

function buttons({ id, state, assigneeId }: ConversationRow): APIMessageTopLevelComponent[] {
  const button = (handler: string, label: string, style: 1 | 2 | 3 | 4) => ({
    type: 2 as const,
    style,
    label,
    custom_id: customId('inbox', handler, id),
  });
  const row =
    state === 'closed'
      ? [button('reopen', 'Open again', 2)]
      : [
          ...(assigneeId ? [] : [button('claim', 'Claim', 3)]),
          button('reply', 'Reply', 1),
          button('snooze', 'Snooze', 2),
          button('close', 'Close', 2),
        ];
  return [{ type: 1, components: [...row, button('open', 'History', 2)] }];
}
