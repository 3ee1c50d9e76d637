/**
 * The contract between the local Discord's `/_client` API and its web client.
 * The acting user is named by the header `X-User-Id` or the query parameter `user`;
 * errors are Discord's own shape (`ClientError`) with Discord's status and code.
 */
import type {
  APIApplicationCommand,
  APIApplicationCommandOptionChoice,
  APIMessage,
  APIModalInteractionResponseCallbackComponent,
  APIUser,
  Snowflake,
} from 'discord-api-types/v10';

export interface ClientError {
  code: number;
  message: string;
  /** Discord's nested validation tree; leaves are `{_errors: [{code, message}]}`. */
  errors?: unknown;
}

export interface ClientRole {
  id: Snowflake;
  name: string;
  /** 0 = no colour. */
  color: number;
  hoist: boolean;
  managed: boolean;
  mentionable: boolean;
  position: number;
  permissions: string;
}

export interface ClientMember {
  user: APIUser;
  nick: string | null;
  roles: Snowflake[];
  joined_at: string;
  communication_disabled_until: string | null;
}

export interface ClientEmoji {
  id: Snowflake;
  name: string;
  animated: boolean;
}

export interface ClientChannel {
  id: Snowflake;
  /** 0 text · 2 voice · 4 category · 5 announcement · 11 public thread · 12 private thread · 13 stage · 15 forum. */
  type: number;
  name: string;
  topic: string | null;
  position: number;
  parent_id: Snowflake | null;
  guild_id: Snowflake;
  last_message_id: Snowflake | null;
  /** What the acting user may do here: a permission bit field as a decimal string. */
  permissions: string;
  thread_metadata?: {
    archived: boolean;
    locked: boolean;
    auto_archive_duration: number;
    archive_timestamp: string;
  };
  owner_id?: Snowflake;
  message_count?: number;
  member_count?: number;
}

export interface ClientGuild {
  id: Snowflake;
  name: string;
  icon: string | null;
  owner_id: Snowflake;
  roles: ClientRole[];
  /** Those the acting user can view, threads among them (active and archived). */
  channels: ClientChannel[];
  members: ClientMember[];
  emojis: ClientEmoji[];
}

export interface ClientDm {
  id: Snowflake;
  type: 1;
  recipients: APIUser[];
  last_message_id: Snowflake | null;
}

export interface ClientApplication {
  id: Snowflake;
  name: string;
  description: string;
  icon: string | null;
  interactions_endpoint_url: string | null;
}

/** `GET /_client/session`. With no acting user, `user` is null and `guilds` and `dms` are empty: show the switcher. */
export interface ClientSession {
  user: APIUser | null;
  application: ClientApplication;
  bot: APIUser;
  /** Everyone who can be acted as (no bots). */
  users: APIUser[];
  guilds: ClientGuild[];
  dms: ClientDm[];
  /** Servers that the acting user is not in, and could join. */
  joinable: { id: Snowflake; name: string }[];
  /** Of everybody who is not offline. */
  presences: Record<Snowflake, 'online' | 'idle' | 'dnd' | 'offline'>;
  settings: { dms_closed: boolean };
  /** The local clock, in milliseconds; the control API can move it. */
  now: number;
}

/** A message as the client sees it: ephemeral ones carry flag 64 and are only sent to their one reader. */
export type ClientMessage = APIMessage & { nonce?: string | number };

/** `GET /_client/channels/:id/messages?before=&limit=`: newest first, at most 100, own ephemeral messages included. */
export type ClientMessagesResponse = ClientMessage[];

/** `POST /_client/channels/:id/messages`; with files: multipart with `payload_json` and `files[n]`. */
export interface ClientCreateMessage {
  content?: string;
  nonce?: string;
  /** type 0 = reply (default), 1 = forward. */
  message_reference?: {
    type?: 0 | 1;
    message_id: Snowflake;
    channel_id?: Snowflake;
    guild_id?: Snowflake;
  };
  allowed_mentions?: { replied_user?: boolean };
  attachments?: { id: number; filename?: string; description?: string }[];
}

/** `PATCH /_client/channels/:c/messages/:m` */
export interface ClientEditMessage {
  content: string;
}

/** `POST /_client/channels/:c/threads` → ClientChannel. */
export interface ClientCreateThread {
  name: string;
  message_id?: Snowflake;
  /** 11 public (default), 12 private; ignored with `message_id`. */
  type?: 11 | 12;
}

/** `POST /_client/dms` → ClientDm. */
export interface ClientOpenDm {
  recipient_id: Snowflake;
}

/** `GET /_client/commands?guild_id=&channel_id=`: those the acting user may use there. */
export type ClientCommand = APIApplicationCommand;

export interface ClientCommandOption {
  name: string;
  type: number;
  value?: string | number | boolean;
  options?: ClientCommandOption[];
  focused?: boolean;
}

/** `data` of a command (type 2) or an autocomplete (type 4) interaction. */
export interface ClientCommandData {
  id: Snowflake;
  name: string;
  /** 1 chat input, 2 user, 3 message. */
  type: 1 | 2 | 3;
  /** ATTACHMENT options hold an id from `/_client/upload`. */
  options?: ClientCommandOption[];
  /** Of a user or message command. */
  target_id?: Snowflake;
}

/** `data` of a component interaction (type 3). */
export interface ClientComponentData {
  component_type: number;
  custom_id: string;
  /** Of selects only. */
  values?: string[];
}

/** One answered field of a modal. */
export interface ClientModalField {
  type: number;
  custom_id: string;
  /** Text input: string. Checkbox: boolean. Radio group: chosen value or null. */
  value?: string | boolean | null;
  /** Selects, checkbox groups; file uploads hold ids from `/_client/upload`. */
  values?: string[];
}

/** `data` of a modal submit (type 5): labels (18) around a field, legacy rows (1), text displays (10). */
export interface ClientModalData {
  /** The id of INTERACTION_MODAL_CREATE. */
  id: Snowflake;
  custom_id: string;
  components: (
    | { type: 18; component: ClientModalField }
    | { type: 1; components: ClientModalField[] }
    | { type: 10 }
  )[];
}

/** `POST /_client/interactions` → 204; everything else arrives by events that carry the nonce. */
export type ClientInteraction = {
  nonce: string;
  guild_id?: Snowflake;
  channel_id: Snowflake;
} & (
  | { type: 2; data: ClientCommandData }
  | { type: 3; data: ClientComponentData; message_id: Snowflake; message_flags?: number }
  | { type: 4; data: ClientCommandData }
  | { type: 5; data: ClientModalData; message_id?: Snowflake }
);

/** `POST /_client/upload` (multipart, any field names) → uploads in the order sent. */
export interface ClientUploadResponse {
  attachments: {
    id: Snowflake;
    filename: string;
    size: number;
    content_type: string;
    url: string;
  }[];
}

/** `POST /_client/dismiss` → 204. */
export interface ClientDismiss {
  message_id: Snowflake;
}

/** `POST /_client/settings` → 204. */
export interface ClientSettings {
  dms_closed: boolean;
}

/** `POST /_client/join` and `POST /_client/leave` → 204; an owner cannot leave. */
export interface ClientMembership {
  guild_id: Snowflake;
}

export interface ClientReaction {
  user_id: Snowflake;
  channel_id: Snowflake;
  message_id: Snowflake;
  guild_id?: Snowflake;
  emoji: { id: Snowflake | null; name: string };
}

export interface ClientModal {
  id: Snowflake;
  nonce: string;
  custom_id: string;
  title: string;
  components: APIModalInteractionResponseCallbackComponent[];
  application: ClientApplication;
  channel_id: Snowflake;
}

/** One line of `GET /_client/events` (SSE, unnamed events, `data: {t, d}`); `READY` comes first, then live ones. */
export type ClientEvent =
  | { t: 'READY'; d: { user_id: Snowflake } }
  | { t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE'; d: ClientMessage & { guild_id?: Snowflake } }
  | { t: 'MESSAGE_DELETE'; d: { id: Snowflake; channel_id: Snowflake; guild_id?: Snowflake } }
  | { t: 'MESSAGE_DELETE_BULK'; d: { ids: Snowflake[]; channel_id: Snowflake; guild_id?: Snowflake } }
  | { t: 'MESSAGE_REACTION_ADD' | 'MESSAGE_REACTION_REMOVE'; d: ClientReaction }
  | {
      t: 'MESSAGE_REACTION_REMOVE_ALL';
      d: { channel_id: Snowflake; message_id: Snowflake; guild_id?: Snowflake };
    }
  | {
      t: 'MESSAGE_REACTION_REMOVE_EMOJI';
      d: {
        channel_id: Snowflake;
        message_id: Snowflake;
        guild_id?: Snowflake;
        emoji: { id: Snowflake | null; name: string };
      };
    }
  | { t: 'CHANNEL_PINS_UPDATE'; d: { channel_id: Snowflake; guild_id?: Snowflake } }
  | { t: 'CHANNEL_CREATE' | 'CHANNEL_UPDATE'; d: ClientChannel | ClientDm }
  | { t: 'CHANNEL_DELETE'; d: { id: Snowflake; guild_id?: Snowflake } }
  | { t: 'THREAD_CREATE' | 'THREAD_UPDATE'; d: ClientChannel }
  | { t: 'THREAD_DELETE'; d: { id: Snowflake; guild_id: Snowflake; parent_id: Snowflake } }
  | { t: 'GUILD_CREATE'; d: ClientGuild }
  | { t: 'GUILD_UPDATE'; d: { id: Snowflake; name: string; icon: string | null; owner_id: Snowflake } }
  | { t: 'GUILD_DELETE'; d: { id: Snowflake } }
  | { t: 'GUILD_MEMBER_ADD' | 'GUILD_MEMBER_UPDATE'; d: ClientMember & { guild_id: Snowflake } }
  | { t: 'GUILD_MEMBER_REMOVE'; d: { guild_id: Snowflake; user: APIUser } }
  | { t: 'GUILD_ROLE_CREATE' | 'GUILD_ROLE_UPDATE'; d: { guild_id: Snowflake; role: ClientRole } }
  | { t: 'GUILD_ROLE_DELETE'; d: { guild_id: Snowflake; role_id: Snowflake } }
  | {
      t: 'TYPING_START';
      d: { channel_id: Snowflake; user_id: Snowflake; guild_id?: Snowflake; timestamp: number };
    }
  | { t: 'PRESENCE_UPDATE'; d: { user_id: Snowflake; status: 'online' | 'idle' | 'dnd' | 'offline' } }
  | { t: 'INTERACTION_CREATE' | 'INTERACTION_SUCCESS'; d: { id: Snowflake; nonce: string } }
  | { t: 'INTERACTION_FAILURE'; d: { id: Snowflake; nonce: string; reason: string } }
  | { t: 'INTERACTION_MODAL_CREATE'; d: ClientModal }
  | {
      t: 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE';
      d: { nonce: string; choices: APIApplicationCommandOptionChoice[] };
    }
  | { t: 'COMMANDS_UPDATE'; d: { guild_id: Snowflake | null } };

/** One signed request to the application, as the developer panel shows it. */
export interface DeveloperInteraction {
  id: Snowflake;
  at: number;
  type: number;
  /** Command name, custom id … */
  label: string;
  user_id: Snowflake;
  endpoint: string | null;
  payload: unknown;
  http_status: number | null;
  /** True unless the application answered 401. */
  signature_ok: boolean;
  latency_ms: number | null;
  response: unknown;
  /** Why Discord shows "This application did not respond"; null when all is well. */
  failure: string | null;
}

/** One REST call by the application. */
export interface DeveloperCall {
  id: number;
  at: number;
  method: string;
  path: string;
  status: number;
  body: unknown;
  response: unknown;
}

/** `GET /_client/developer`: the latest 50 interactions and 100 calls, newest first. */
export interface DeveloperReport {
  interactions: DeveloperInteraction[];
  calls: DeveloperCall[];
}
