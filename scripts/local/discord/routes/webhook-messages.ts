import { refusal } from '../errors.ts';
import {
  deleteFollowup,
  editFollowup,
  findInteraction,
  getFollowup,
  postFollowup,
} from '../interactions/followup.ts';
import { createMessage, deleteMessage, editMessage } from '../messages.ts';
import type { StoredChannel, StoredMessage, StoredWebhook } from '../model.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import { Check, Fields, isDict } from '../validation/check.ts';
import { PARSE_USERS } from '../validation/mentions.ts';
import { readMessage } from '../validation/message.ts';
import { viewMessage } from '../views.ts';
import { isEmoji } from '../world.ts';
import { byToken } from './webhooks.ts';

const BASE = '/webhooks/:webhook/:token';

/** Incoming webhooks and interaction tokens share these paths: an application's id makes it the latter. */
export const webhookMessageRoutes: Route[] = [
  {
    method: 'POST',
    path: BASE,
    auth: 'open',
    handle: (context) => {
      const interaction = findInteraction(context);
      return interaction ? postFollowup(context, interaction) : execute(context);
    },
  },
  {
    method: 'GET',
    path: `${BASE}/messages/:message`,
    auth: 'open',
    handle: (context) => {
      const interaction = findInteraction(context);
      if (interaction) return getFollowup(context, interaction);
      return viewMessage(context.state, ownMessage(context, byToken(context)), '');
    },
  },
  {
    method: 'PATCH',
    path: `${BASE}/messages/:message`,
    auth: 'open',
    handle: (context) => {
      const interaction = findInteraction(context);
      if (interaction) return editFollowup(context, interaction);
      const { state, body, files } = context;
      const message = ownMessage(context, byToken(context));
      const draft = readMessage(body, files, {
        mentions: PARSE_USERS,
        isEmoji: isEmoji(state),
        editing: { flags: message.flags, attachmentIds: message.attachments.map((item) => item.id) },
      });
      return viewMessage(state, editMessage(state, message, draft), '');
    },
  },
  {
    method: 'DELETE',
    path: `${BASE}/messages/:message`,
    auth: 'open',
    handle: (context) => {
      const interaction = findInteraction(context);
      if (interaction) return deleteFollowup(context, interaction);
      deleteMessage(context.state, ownMessage(context, byToken(context)));
      return undefined;
    },
  },
];

/** The channel of the webhook, or the thread of it that `thread_id` names. */
function targetChannel(context: RouteContext, webhook: StoredWebhook): StoredChannel {
  const { state, query } = context;
  const threadId = query.get('thread_id');
  const channel = state.data.channels.get(threadId ?? webhook.channel_id);
  if (!channel || (threadId !== null && channel.parent_id !== webhook.channel_id)) throw refusal(10003);
  return channel;
}

function ownMessage(context: RouteContext, webhook: StoredWebhook): StoredMessage {
  const channel = targetChannel(context, webhook);
  const message = context.state.data.messages.get(channel.id)?.get(param(context, 'message'));
  if (message?.webhook?.id !== webhook.id) throw refusal(10008);
  return message;
}

function execute(context: RouteContext): unknown {
  const { state, query, files } = context;
  const webhook = byToken(context);
  const owned = webhook.application_id !== null;
  let body = context.body;
  // Other people's webhooks drop components unless asked to keep them.
  const keeps = owned || ['true', '1'].includes(query.get('with_components') ?? '');
  if (!keeps && isDict(body)) body = { ...body, components: undefined };
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const username = fields.string('username', { min: 1, max: 80 });
  const avatar = fields.string('avatar_url', { max: 2048 });
  const banned = /clyde|discord/i.exec(username ?? '');
  if (banned) {
    check
      .at('username')
      .fail('USERNAME_INVALID_CONTAINS', `Username cannot contain "${banned[0].toLowerCase()}"`);
  }
  check.done();
  const draft = readMessage(body, files, { mentions: PARSE_USERS, isEmoji: isEmoji(state) });
  const message = createMessage(state, {
    channel: targetChannel(context, webhook),
    authorId: webhook.id,
    draft: { ...draft, reference: null },
    webhook: { id: webhook.id, name: username ?? webhook.name, avatar: avatar ?? webhook.avatar },
  });
  const waits = ['true', '1'].includes(query.get('wait') ?? '');
  return waits ? viewMessage(state, message, '') : undefined;
}
