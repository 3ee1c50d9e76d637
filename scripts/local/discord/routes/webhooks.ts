import { randomBytes } from 'node:crypto';
import { refusal } from '../errors.ts';
import type { StoredChannel, StoredWebhook } from '../model.ts';
import { can, Permission, reachChannel, reachGuild } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { Check, Fields } from '../validation/check.ts';
import { viewWebhook } from '../views.ts';

export const webhookRoutes: Route[] = [
  { method: 'POST', path: '/channels/:channel/webhooks', auth: 'bot', handle: create },
  {
    method: 'GET',
    path: '/channels/:channel/webhooks',
    auth: 'bot',
    handle: (context) => {
      const { state, userId } = context;
      const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ManageWebhooks);
      return list(context, (webhook) => webhook.channel_id === channel.id);
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/webhooks',
    auth: 'bot',
    handle: (context) => {
      const { state, userId } = context;
      const guild = reachGuild(state, userId, param(context, 'guild'), Permission.ManageWebhooks);
      return list(context, (webhook) => webhook.guild_id === guild.id);
    },
  },
  {
    method: 'GET',
    path: '/webhooks/:webhook',
    auth: 'bot',
    handle: (context) => viewWebhook(context.state, reach(context), true),
  },
  {
    method: 'PATCH',
    path: '/webhooks/:webhook',
    auth: 'bot',
    handle: (context) => edit(context, reach(context)),
  },
  {
    method: 'DELETE',
    path: '/webhooks/:webhook',
    auth: 'bot',
    handle: (context) => remove(context, reach(context)),
  },
  {
    method: 'GET',
    path: '/webhooks/:webhook/:token',
    auth: 'open',
    handle: (context) => viewWebhook(context.state, byToken(context), true, false),
  },
  {
    method: 'PATCH',
    path: '/webhooks/:webhook/:token',
    auth: 'open',
    handle: (context) => edit(context, byToken(context)),
  },
  {
    method: 'DELETE',
    path: '/webhooks/:webhook/:token',
    auth: 'open',
    handle: (context) => remove(context, byToken(context)),
  },
];

/** The webhook of the path: 10015 when unknown, 50027 when its token is another. */
export function byToken(context: RouteContext): StoredWebhook {
  const webhook = context.state.data.webhooks.get(param(context, 'webhook'));
  if (!webhook) throw refusal(10015);
  if (webhook.token !== param(context, 'token')) throw refusal(50027);
  return webhook;
}

function reach(context: RouteContext): StoredWebhook {
  const { state, userId } = context;
  const webhook = state.data.webhooks.get(param(context, 'webhook'));
  if (!webhook) throw refusal(10015);
  const channel = state.data.channels.get(webhook.channel_id);
  if (!channel || !can(state, userId, channel, Permission.ManageWebhooks)) throw refusal(50013);
  return webhook;
}

function list(context: RouteContext, belongs: (webhook: StoredWebhook) => boolean): unknown {
  const { state } = context;
  return [...state.data.webhooks.values()].filter(belongs).map((webhook) => {
    // Tokens are shown for one's own application's webhooks and for people's, not for another application's.
    const shown = webhook.application_id === null || webhook.application_id === state.data.application.id;
    return viewWebhook(state, webhook, shown);
  });
}

function readName(fields: Fields, required: boolean): string | undefined {
  const name = fields.string('name', { required, min: 1, max: 80, trim: true });
  const banned = /clyde|discord/i.exec(name ?? '');
  if (banned) {
    fields.check
      .at('name')
      .fail('WEBHOOK_NAME_BANNED', `Webhook name cannot contain "${banned[0].toLowerCase()}"`);
  }
  return name;
}

function create(context: RouteContext): unknown {
  const { state, userId, body } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ManageWebhooks);
  if (channel.guild_id === null || channel.thread || channel.type === 4) throw refusal(50024);
  const check = new Check();
  const name = readName(new Fields(check, body ?? {}), true) ?? '';
  check.done();
  const others = [...state.data.webhooks.values()].filter((webhook) => webhook.channel_id === channel.id);
  if (others.length >= 15) throw refusal(30007);
  const webhook = addWebhook(state, channel, userId, name);
  audit(context, webhook, 'WEBHOOK_CREATE');
  return viewWebhook(state, webhook, true);
}

export function addWebhook(
  state: LocalState,
  channel: StoredChannel,
  userId: string,
  name: string,
  given: { id?: string; token?: string } = {},
): StoredWebhook {
  const webhook: StoredWebhook = {
    id: given.id ?? state.id(),
    type: 1,
    guild_id: channel.guild_id ?? '',
    channel_id: channel.id,
    name,
    avatar: null,
    token: given.token ?? randomBytes(51).toString('base64url'),
    application_id: userId === state.data.botId ? state.data.application.id : null,
    user_id: userId,
  };
  state.data.webhooks.set(webhook.id, webhook);
  tell(state, webhook);
  return webhook;
}

function edit(context: RouteContext, webhook: StoredWebhook): unknown {
  const { state, body, caller } = context;
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const name = readName(fields, false);
  const channelId = caller.kind === 'bot' ? fields.snowflake('channel_id') : undefined;
  check.done();
  if (channelId !== undefined) {
    const channel = reachChannel(state, context.userId, channelId, Permission.ManageWebhooks);
    if (channel.guild_id !== webhook.guild_id) throw refusal(10003);
    webhook.channel_id = channelId;
  }
  if (name !== undefined) webhook.name = name;
  tell(state, webhook);
  audit(context, webhook, 'WEBHOOK_UPDATE');
  return viewWebhook(state, webhook, true, caller.kind === 'bot');
}

function remove(context: RouteContext, webhook: StoredWebhook): void {
  context.state.data.webhooks.delete(webhook.id);
  tell(context.state, webhook);
  audit(context, webhook, 'WEBHOOK_DELETE');
}

function tell(state: LocalState, webhook: StoredWebhook): void {
  state.dispatch({
    t: 'WEBHOOKS_UPDATE',
    d: { guild_id: webhook.guild_id, channel_id: webhook.channel_id },
    guild_id: webhook.guild_id,
    channel_id: webhook.channel_id,
    audience: 'gateway',
  });
}

function audit({ state, userId, reason }: RouteContext, webhook: StoredWebhook, action: string): void {
  state.audit({
    guild_id: webhook.guild_id,
    user_id: userId || webhook.user_id,
    action,
    target_id: webhook.id,
    reason,
  });
}
