/** The parts of Discord's objects that the client reads; fields it ignores are left out. */
export type Id = string;

export interface User {
  id: Id;
  username: string;
  global_name?: string | null;
  avatar?: string | null;
  bot?: boolean;
}
export interface Role {
  id: Id;
  name: string;
  color: number;
  position: number;
  hoist?: boolean;
  permissions: string;
}
export interface Member {
  user: User;
  nick?: string | null;
  roles: Id[];
  joined_at?: string | null;
  communication_disabled_until?: string | null;
}
export interface Channel {
  id: Id;
  type: number;
  name?: string | null;
  guild_id?: Id;
  parent_id?: Id | null;
  position?: number;
  topic?: string | null;
  recipients?: User[];
  owner_id?: Id;
  message_count?: number;
  thread_metadata?: { archived?: boolean; locked?: boolean };
  /** What the acting person may do here, as a decimal bit field. */
  permissions?: string;
}
export interface Guild {
  id: Id;
  name: string;
  icon?: string | null;
  owner_id: Id;
  roles: Role[];
  channels: Channel[];
  members: Member[];
  emojis?: { id: Id; name: string; animated?: boolean }[];
}
export interface Emoji {
  id?: Id | null;
  name?: string | null;
  animated?: boolean;
}
export interface Attachment {
  id: Id;
  filename: string;
  size: number;
  url: string;
  proxy_url?: string;
  content_type?: string | null;
  width?: number | null;
  height?: number | null;
  description?: string | null;
}
export interface Media {
  url: string;
  proxy_url?: string;
  width?: number | null;
  height?: number | null;
  content_type?: string | null;
}
export interface Embed {
  title?: string;
  type?: string;
  description?: string;
  url?: string;
  timestamp?: string;
  color?: number;
  footer?: { text: string; icon_url?: string };
  image?: Media;
  thumbnail?: Media;
  author?: { name: string; url?: string; icon_url?: string };
  provider?: { name?: string };
  fields?: { name: string; value: string; inline?: boolean }[];
}
export interface SelectOption {
  label: string;
  value: string;
  description?: string;
  emoji?: Emoji;
  default?: boolean;
}
/** One shape for every component type: the numeric `type` says which fields it carries. */
export interface Component {
  type: number;
  id?: number;
  custom_id?: string;
  style?: number;
  label?: string;
  description?: string | null;
  emoji?: Emoji;
  url?: string;
  disabled?: boolean;
  required?: boolean;
  placeholder?: string;
  value?: string;
  default?: boolean;
  options?: SelectOption[];
  min_values?: number;
  max_values?: number;
  min_length?: number;
  max_length?: number;
  channel_types?: number[];
  default_values?: { id: Id; type: string }[];
  content?: string;
  components?: Component[];
  component?: Component;
  accessory?: Component;
  media?: Media;
  items?: { media: Media; description?: string | null; spoiler?: boolean }[];
  file?: Media;
  name?: string;
  size?: number;
  spoiler?: boolean;
  divider?: boolean;
  spacing?: number;
  accent_color?: number | null;
}
export interface Reaction {
  emoji: Emoji;
  count: number;
  me: boolean;
}
export interface Snapshot {
  message: Pick<Message, 'content' | 'embeds' | 'attachments' | 'timestamp' | 'components' | 'flags'>;
}
export interface Message {
  id: Id;
  channel_id: Id;
  guild_id?: Id;
  type: number;
  author: User;
  content: string;
  timestamp: string;
  edited_timestamp?: string | null;
  flags?: number;
  mentions?: User[];
  mention_roles?: Id[];
  mention_everyone?: boolean;
  attachments?: Attachment[];
  embeds?: Embed[];
  components?: Component[];
  reactions?: Reaction[];
  pinned?: boolean;
  nonce?: string | number | null;
  webhook_id?: Id;
  message_reference?: { type?: number; message_id?: Id; channel_id?: Id; guild_id?: Id };
  referenced_message?: Message | null;
  message_snapshots?: Snapshot[];
  interaction_metadata?: { id: Id; user: User; name?: string; type?: number };
  interaction?: { id: Id; name: string; user: User };
  thread?: Channel;
  poll?: { question: { text?: string }; answers: { answer_id: number; poll_media: { text?: string } }[] };
  sticker_items?: { id: Id; name: string }[];
}
export interface CommandChoice {
  name: string;
  value: string | number;
}
export interface CommandOption {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  choices?: CommandChoice[];
  autocomplete?: boolean;
  options?: CommandOption[];
  channel_types?: number[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}
export interface Command {
  id: Id;
  application_id: Id;
  version: Id;
  type?: number;
  name: string;
  description: string;
  options?: CommandOption[];
  guild_id?: Id;
}
export type Status = 'online' | 'idle' | 'dnd' | 'offline';
export interface Session {
  application: { id: Id; name: string; icon?: string | null };
  bot: User;
  user: User | null;
  users: User[];
  guilds: Guild[];
  dms: Channel[];
  joinable: { id: Id; name: string }[];
  presences: Record<Id, Status>;
  settings?: { dms_closed: boolean };
}
export interface Modal {
  id: Id;
  nonce?: string;
  custom_id: string;
  title: string;
  components: Component[];
  application?: { id: Id; name: string };
}

export const flags = { crossposted: 1, ephemeral: 64, loading: 128, componentsV2: 32768 } as const;
export const has = (value: number | undefined, bit: number): boolean => ((value ?? 0) & bit) === bit;
