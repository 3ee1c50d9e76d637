import { randomBytes } from 'node:crypto';
import { makeKeys } from './interactions/signing.ts';
import type { StoredUser } from './model.ts';
import { snowflakeAt } from './snowflake.ts';
import type { Keys, StateData } from './state.ts';

export interface FreshOptions {
  applicationId?: string;
  botToken?: string;
  clientSecret?: string;
  signingKeys?: Keys;
  now: number;
}

export function newUser(values: Partial<StoredUser> & Pick<StoredUser, 'id' | 'username'>): StoredUser {
  return {
    global_name: null,
    discriminator: '0',
    avatar: null,
    bot: false,
    locale: 'en-US',
    email: `${values.username}@example.com`,
    dms_closed: false,
    ...values,
  };
}

/** A Discord with one application, its bot and its owner, and nothing else. */
export function freshState(options: FreshOptions): StateData {
  const id = options.applicationId ?? snowflakeAt(options.now, 1);
  const ownerId = snowflakeAt(options.now - 86_400_000, 2);
  return {
    application: {
      id,
      name: 'Guildhall',
      description: 'Runs an organisation from its Discord server.',
      icon: null,
      // Members and message content switched on, application commands present.
      flags: (1 << 15) | (1 << 19) | (1 << 23),
      interactions_endpoint_url: null,
      role_connections_verification_url: null,
      event_webhooks_url: null,
      event_webhooks_status: 1,
      event_webhooks_types: [],
      redirect_uris: [],
      tags: [],
      custom_install_url: null,
      integration_types_config: { 0: { oauth2_install_params: null } },
      owner_id: ownerId,
      role_connection_metadata: [],
    },
    // Since 2016 a bot's user has its application's id.
    botId: id,
    botToken:
      options.botToken ??
      `${Buffer.from(id).toString('base64url')}.${randomBytes(5).toString('base64url').slice(0, 6)}.${randomBytes(28).toString('base64url')}`,
    clientSecret: options.clientSecret ?? randomBytes(24).toString('base64url'),
    keys: options.signingKeys ?? makeKeys(),
    clockOffset: 0,
    users: new Map([
      [id, newUser({ id, username: 'Guildhall', bot: true, discriminator: '4242', email: null })],
      [ownerId, newUser({ id: ownerId, username: 'developer', global_name: 'Developer' })],
    ]),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    webhooks: new Map(),
    commands: new Map(),
    commandCreates: new Map(),
    interactions: new Map(),
    files: new Map(),
    grants: new Map(),
    codes: new Map(),
    roleConnections: new Map(),
    scheduledEvents: new Map(),
    audit: [],
  };
}
