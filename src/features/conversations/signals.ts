import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';
import { OWN_STATES } from './model.ts';
import { ConversationView, MessageView } from './views.ts';

const conversation: ConversationView = {
  id: '0192d3a4-7c1e-7a55-8a10-3f5b6c7d8e9f',
  number: 12,
  feature: 'inbox',
  personId: '1000000000000000011',
  personName: 'Maya',
  subject: '',
  state: 'waiting',
  assigneeId: '1000000000000000012',
  assigneeName: 'Sam',
  routeReason: { rule: 'lead-owner', text: 'Sam owns the lead.' },
  transport: 'dm',
  channelId: '1100000000000000077',
  tags: ['discord_dm'],
  priority: 'normal',
  snoozedUntil: null,
  preview: 'Yes, we ship to Austria.',
  lastMessageAt: '2026-11-20T18:31:00.000Z',
  lastInboundAt: '2026-11-20T18:30:00.000Z',
  lastOutboundAt: '2026-11-20T18:31:00.000Z',
  mergedIntoId: null,
  version: 3,
  createdAt: '2026-11-20T18:30:00.000Z',
  closedAt: null,
};

const sent: MessageView = {
  id: '0192d3a4-7c1e-7a55-8a10-000000000002',
  sequence: 34,
  conversationId: conversation.id,
  personId: conversation.personId,
  direction: 'out',
  purpose: 'reply',
  author: { id: '1000000000000000012', name: 'Sam', avatar: null, kind: 'staff' },
  content: 'Yes, we ship to Austria.',
  replyToId: null,
  via: 'dm',
  discordChannelId: '1100000000000000077',
  discordMessageId: '1300000000000000042',
  state: 'sent',
  error: null,
  read: true,
  sendAt: null,
  sentAt: '2026-11-20T18:31:01.000Z',
  seenAt: null,
  editedAt: null,
  deletedAt: null,
  history: [],
  attachments: [],
  metadata: {},
  createdAt: '2026-11-20T18:31:00.000Z',
};
const received: MessageView = {
  ...sent,
  direction: 'in',
  author: { id: conversation.personId, name: 'Maya', avatar: null, kind: 'person' },
  content: 'Do you ship to Austria?',
  state: 'received',
  read: false,
};
const waiting = { ...sent, via: null, discordMessageId: null, sentAt: null };

/** `sequence` is 0 where the message was written in the very transaction of the signal. */
const Told = v.object({ conversation: ConversationView, message: MessageView });
const told = (title: string, message: MessageView): SignalDefinition => ({
  title,
  schema: Told,
  sample: { conversation, message },
  concerns,
});
/** The person hears of what their own page shows. */
function concerns(data: Record<string, unknown>): string | undefined {
  const { message } = data as Partial<v.InferOutput<typeof Told>>;
  const isSaid = message?.direction === 'in' || message?.direction === 'out';
  return isSaid && OWN_STATES.some((shown) => shown === message.state) ? message.personId : undefined;
}

export const CONVERSATION_CHANGES = [
  'opened',
  'assigned',
  'unassigned',
  'closed',
  'reopened',
  'snoozed',
  'woken',
  'edited',
  'moved',
  'merged',
  'split',
] as const;
export type ConversationChange = (typeof CONVERSATION_CHANGES)[number];

export const conversationSignals: Record<string, SignalDefinition> = {
  'conversation.changed': {
    title: 'A conversation was opened, assigned, closed, snoozed, moved, merged or edited',
    schema: v.object({ conversation: ConversationView, change: v.picklist(CONVERSATION_CHANGES) }),
    sample: { conversation, change: 'assigned' },
  },
  'message.received': told('A person wrote', received),
  'message.noted': told('The team wrote a note', { ...waiting, direction: 'note', state: 'received' }),
  'message.queued': told('A message to a person was written', { ...waiting, state: 'queued' }),
  'message.sending': told('A message is being given to Discord', { ...waiting, state: 'sending' }),
  'message.sent': told('A message reached Discord', sent),
  'message.seen': told('A person wrote after a message was sent to them', { ...sent, state: 'seen' }),
  'message.failed': told('A message could not be sent', {
    ...waiting,
    state: 'failed',
    error: {
      code: 'unknown_user',
      discordCode: 10013,
      text: 'Discord knows no such user. Check the id or the mention.',
    },
  }),
  'message.unreachable': {
    title: 'A message waits, because the person takes none',
    schema: v.object({
      ...Told.entries,
      link: v.pipe(
        v.nullable(v.string()),
        v.description(
          'Page on which the person can read and answer it, to be brought to them by other ways.',
        ),
      ),
    }),
    concerns,
    sample: {
      conversation,
      message: {
        ...waiting,
        state: 'unreachable',
        error: {
          code: 'dm_closed',
          discordCode: 50007,
          text: 'This person takes no direct messages from the bot. It is sent when they write, or come back to the server.',
        },
      },
      link: `https://guildhall.example/guilds/1000000000000000001/talk/${conversation.id}?pass=sealed`,
    },
  },
  'message.cancelled': told('A message was taken back before it was sent', {
    ...waiting,
    state: 'cancelled',
  }),
  'message.edited': told('A message was edited', {
    ...sent,
    editedAt: '2026-11-20T18:40:00.000Z',
    history: [{ content: 'Yes, we ship to Austia.', until: '2026-11-20T18:40:00.000Z' }],
  }),
  'message.deleted': told('A message was deleted', { ...sent, deletedAt: '2026-11-20T18:45:00.000Z' }),
  'consent.changed': {
    title: 'A person agreed to be written to, or no longer does',
    schema: v.object({
      personId: v.string(),
      consent: v.picklist(['granted', 'withdrawn']),
      evidence: v.string(),
    }),
    sample: { personId: conversation.personId, consent: 'withdrawn', evidence: 'Wrote “STOP”.' },
  },
};
