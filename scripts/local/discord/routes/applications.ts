import { verifyEndpoint } from '../interactions/delivery.ts';
import type { Route, RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { Check, type Dict, Fields } from '../validation/check.ts';
import { userById } from '../views.ts';
import { verifyEventsUrl } from '../webhook-events/verify-url.ts';

/** The intent flags an application may switch itself: presence, members, message content, each in its limited form. */
const SETTABLE_FLAGS = (1 << 13) | (1 << 15) | (1 << 19);

const EVENT_TYPES = [
  'APPLICATION_AUTHORIZED',
  'APPLICATION_DEAUTHORIZED',
  'ENTITLEMENT_CREATE',
  'ENTITLEMENT_UPDATE',
  'ENTITLEMENT_DELETE',
  'QUEST_USER_ENROLLMENT',
  'LOBBY_MESSAGE_CREATE',
  'LOBBY_MESSAGE_UPDATE',
  'LOBBY_MESSAGE_DELETE',
  'GAME_DIRECT_MESSAGE_CREATE',
  'GAME_DIRECT_MESSAGE_UPDATE',
  'GAME_DIRECT_MESSAGE_DELETE',
];

export const applicationRoutes: Route[] = [
  { method: 'GET', path: '/applications/@me', auth: 'bot', handle: ({ state }) => viewApplication(state) },
  { method: 'PATCH', path: '/applications/@me', auth: 'bot', handle: editApplication },
  {
    method: 'GET',
    path: '/oauth2/applications/@me',
    auth: 'bot',
    handle: ({ state }) => viewApplication(state),
  },
];

export function viewApplication(state: LocalState): Dict {
  const { application, botId, keys, guilds } = state.data;
  const { owner_id, role_connection_metadata: _, custom_install_url, ...rest } = application;
  const owner = userById(state, owner_id);
  return {
    ...rest,
    summary: '',
    explicit_content_filter: 0,
    flags_new: String(application.flags),
    type: null,
    is_monetized: false,
    is_verified: false,
    bot: userById(state, botId),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: keys.publicKey,
    ...(custom_install_url === null ? {} : { custom_install_url }),
    owner,
    team: null,
    approximate_guild_count: [...guilds.values()].filter((guild) => guild.members.has(botId)).length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
  };
}

async function editApplication(context: RouteContext): Promise<unknown> {
  const { state, world, body } = context;
  const { application } = state.data;
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const { value } = fields;
  const description = fields.string('description', { max: 400 });
  const endpoint = fields.url('interactions_endpoint_url');
  const verification = fields.url('role_connections_verification_url');
  const install = fields.url('custom_install_url');
  const events = fields.url('event_webhooks_url');
  const status = fields.choice('event_webhooks_status', [1, 2]);
  const types = fields.list('event_webhooks_types')?.map(String);
  for (const [index, type] of (types ?? []).entries()) {
    if (EVENT_TYPES.includes(type) && types?.indexOf(type) === index) continue;
    check
      .at('event_webhooks_types', index)
      .fail('BASE_TYPE_CHOICES', `Value must be one of {${EVENT_TYPES.join(', ')}}, each once.`);
  }
  const tags = fields.list('tags', { max: 5 });
  const config = fields.dict('integration_types_config');
  const flags = fields.number('flags', { min: 0 });
  if (flags !== undefined && ((flags ^ application.flags) & ~SETTABLE_FLAGS) !== 0) {
    check.at('flags').fail('APPLICATION_FLAGS_INVALID', 'Only the limited intent flags can be changed.');
  }
  check.done();
  if (endpoint !== undefined) await verifyEndpoint(world, endpoint);
  if (events !== undefined) await verifyEventsUrl(world, events);
  const given = (key: string) => key in value;
  if (description !== undefined) application.description = description;
  if (given('interactions_endpoint_url')) application.interactions_endpoint_url = endpoint ?? null;
  if (given('role_connections_verification_url'))
    application.role_connections_verification_url = verification ?? null;
  if (given('custom_install_url')) application.custom_install_url = install ?? null;
  if (given('event_webhooks_url')) application.event_webhooks_url = events ?? null;
  if (status !== undefined) application.event_webhooks_status = status;
  if (types) application.event_webhooks_types = types;
  if (tags) application.tags = tags.map(String);
  if (config) application.integration_types_config = config.value;
  if (flags !== undefined) application.flags = flags;
  state.touch();
  return viewApplication(state);
}
