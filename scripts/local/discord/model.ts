import type { Dict } from './validation/check.ts';

/** What the local Discord remembers. Field names are Discord's own; ids stand where the API shows whole objects. */
export interface StoredUser {
  id: string;
  username: string;
  global_name: string | null;
  discriminator: string;
  avatar: string | null;
  bot: boolean;
  locale: string;
  email: string | null;
  dms_closed: boolean;
}

export interface StoredRole {
  id: string;
  name: string;
  color: number;
  hoist: boolean;
  managed: boolean;
  mentionable: boolean;
  position: number;
  permissions: string;
  unicode_emoji: string | null;
  bot_id?: string;
}

export interface StoredMember {
  user_id: string;
  nick: string | null;
  roles: string[];
  joined_at: string;
  communication_disabled_until: string | null;
  deaf: boolean;
  mute: boolean;
}

export interface StoredEmoji {
  id: string;
  name: string;
  animated: boolean;
}

export interface StoredGuild {
  id: string;
  name: string;
  icon: string | null;
  description: string | null;
  owner_id: string;
  preferred_locale: string;
  system_channel_id: string | null;
  roles: Map<string, StoredRole>;
  members: Map<string, StoredMember>;
  emojis: StoredEmoji[];
}

export interface StoredOverwrite {
  id: string;
  /** 0 = role, 1 = member. */
  type: 0 | 1;
  allow: string;
  deny: string;
}

export interface StoredThread {
  archived: boolean;
  locked: boolean;
  auto_archive_duration: number;
  archive_timestamp: string;
  create_timestamp: string;
  invitable: boolean;
  message_count: number;
  total_message_sent: number;
  members: Map<string, string>;
}

export interface StoredChannel {
  id: string;
  type: number;
  guild_id: string | null;
  name: string | null;
  topic: string | null;
  position: number;
  parent_id: string | null;
  nsfw: boolean;
  rate_limit_per_user: number;
  overwrites: StoredOverwrite[];
  last_message_id: string | null;
  last_pin_timestamp: string | null;
  default_auto_archive_duration: number | null;
  bitrate: number | null;
  user_limit: number | null;
  owner_id: string | null;
  recipients: string[];
  thread: StoredThread | null;
  flags: number;
}

export interface StoredAttachment {
  id: string;
  filename: string;
  title: string | null;
  description: string | null;
  content_type: string;
  size: number;
  /** The channel in the CDN path. */
  channel_id: string;
  width: number | null;
  height: number | null;
  ephemeral: boolean;
  spoiler: boolean;
}

export interface StoredReaction {
  emoji: { id: string | null; name: string };
  users: string[];
}

export interface StoredReference {
  type: 0 | 1;
  message_id: string;
  channel_id: string;
  guild_id: string | null;
}

export interface StoredMessage {
  id: string;
  channel_id: string;
  guild_id: string | null;
  type: number;
  author_id: string;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  tts: boolean;
  flags: number;
  pinned_at: string | null;
  embeds: Dict[];
  components: Dict[];
  attachments: StoredAttachment[];
  mentions: string[];
  mention_roles: string[];
  mention_everyone: boolean;
  reactions: StoredReaction[];
  reference: StoredReference | null;
  /** Of a forward: copies of the message, and its files so that their links stay fresh. */
  snapshots: Dict[];
  snapshot_attachments: StoredAttachment[];
  nonce: string | number | null;
  webhook: { id: string; name: string; avatar: string | null } | null;
  application_id: string | null;
  interaction_metadata: Dict | null;
  /** Set on ephemeral messages: the one user who sees it. */
  ephemeral_to: string | null;
  thread_id: string | null;
  poll: Dict | null;
}

export interface StoredWebhook {
  id: string;
  type: number;
  guild_id: string;
  channel_id: string;
  name: string;
  avatar: string | null;
  token: string;
  application_id: string | null;
  user_id: string;
}

export interface StoredCommand extends Dict {
  id: string;
  application_id: string;
  guild_id?: string;
  type: number;
  name: string;
  description: string;
  version: string;
}

export interface StoredApplication {
  id: string;
  name: string;
  description: string;
  icon: string | null;
  flags: number;
  interactions_endpoint_url: string | null;
  role_connections_verification_url: string | null;
  event_webhooks_url: string | null;
  event_webhooks_status: number;
  event_webhooks_types: string[];
  redirect_uris: string[];
  tags: string[];
  custom_install_url: string | null;
  integration_types_config: Dict;
  owner_id: string;
  role_connection_metadata: Dict[];
}

export interface StoredInteraction {
  id: string;
  token: string;
  type: number;
  user_id: string;
  guild_id: string | null;
  channel_id: string;
  created_at: number;
  nonce: string | null;
  payload: Dict;
  /** waiting → deferred|answered, or failed when 3 s passed or the answer was refused. */
  status: 'waiting' | 'deferred' | 'answered' | 'failed';
  callback_type: number | null;
  /** Ephemerality fixed by the first answer. */
  ephemeral: boolean;
  /** The first follow-up after a deferral edits the original. */
  original_pending: boolean;
  original_id: string | null;
  followups: string[];
  source_message_id: string | null;
  failure: string | null;
  http_status: number | null;
  latency_ms: number | null;
  response: unknown;
  endpoint: string | null;
  signature_ok: boolean;
  /** The modal it opened, if any. */
  modal: Dict | null;
}

export interface StoredGrant {
  user_id: string | null;
  scopes: string[];
  access_token: string;
  refresh_token: string | null;
  expires_at: number;
}

export interface StoredCode {
  code: string;
  user_id: string;
  scopes: string[];
  redirect_uri: string;
  code_challenge: string | null;
  code_challenge_method: string | null;
  expires_at: number;
}

export interface StoredScheduledEvent {
  id: string;
  guild_id: string;
  creator_id: string;
  name: string;
  description: string | null;
  /** 1 stage, 2 voice, 3 external. */
  entity_type: number;
  channel_id: string | null;
  entity_metadata: { location: string } | null;
  scheduled_start_time: string;
  scheduled_end_time: string | null;
  /** 1 scheduled, 2 active, 3 completed, 4 cancelled. */
  status: number;
  interested: string[];
}

export interface AuditEntry {
  id: string;
  guild_id: string | null;
  user_id: string;
  action: string;
  target_id: string | null;
  reason: string | null;
}
