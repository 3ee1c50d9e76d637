import type {
  AuditEntry,
  StoredApplication,
  StoredChannel,
  StoredCode,
  StoredCommand,
  StoredGrant,
  StoredGuild,
  StoredInteraction,
  StoredMessage,
  StoredScheduledEvent,
  StoredUser,
  StoredWebhook,
} from './model.ts';
import { SnowflakeMaker } from './snowflake.ts';
import type { Dict } from './validation/check.ts';

/** A state change as the gateway and the web client hear it; `d` has the gateway's shape. */
export interface LocalEvent {
  t: string;
  d: Dict;
  guild_id?: string | null;
  channel_id?: string | null;
  /** Only these users may hear it (ephemeral messages, interaction results). */
  user_ids?: string[];
  /** `client` events never reach a bot's gateway, `gateway` events never a browser. */
  audience: 'all' | 'client' | 'gateway';
}

export type EventListener = (event: LocalEvent) => void;

export interface StoredFile {
  bytes: Buffer;
  content_type: string;
}

export interface Keys {
  publicKey: string;
  privateKey: string;
}

/** Everything that outlives a request, and all that a state file keeps. */
export interface StateData {
  application: StoredApplication;
  botId: string;
  botToken: string;
  clientSecret: string;
  keys: Keys;
  clockOffset: number;
  users: Map<string, StoredUser>;
  guilds: Map<string, StoredGuild>;
  channels: Map<string, StoredChannel>;
  messages: Map<string, Map<string, StoredMessage>>;
  webhooks: Map<string, StoredWebhook>;
  commands: Map<string, StoredCommand>;
  /** Command creations: scope (guild id or "global") → times in unix ms, of the last day. */
  commandCreates: Map<string, number[]>;
  interactions: Map<string, StoredInteraction>;
  files: Map<string, StoredFile>;
  grants: Map<string, StoredGrant>;
  codes: Map<string, StoredCode>;
  roleConnections: Map<string, Dict>;
  scheduledEvents: Map<string, StoredScheduledEvent>;
  audit: AuditEntry[];
}

/** The model in memory: data, clock, ids, and the one bus through which every change is told. */
export class LocalState {
  data: StateData;
  /** Where this server listens; set before the first request. */
  url = '';
  readonly ids: SnowflakeMaker;
  private readonly base: () => number;
  private readonly listeners = new Set<EventListener>();
  private readonly changes = new Set<() => void>();

  constructor(data: StateData, base: () => number) {
    this.data = data;
    this.base = base;
    this.ids = new SnowflakeMaker(() => this.now());
  }

  /** The local clock in unix milliseconds. */
  now(): number {
    return this.base() + this.data.clockOffset;
  }

  iso(): string {
    return new Date(this.now()).toISOString().replace('Z', '000+00:00');
  }

  id(): string {
    return this.ids.next();
  }

  /** Tells a change to every listener, in order, before it returns. */
  dispatch(event: LocalEvent): void {
    this.touch();
    for (const listener of [...this.listeners]) listener(event);
  }

  listen(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Marks the state as changed without an event, so that it is saved. */
  touch(): void {
    for (const change of this.changes) change();
  }

  onChange(change: () => void): void {
    this.changes.add(change);
  }

  messagesOf(channelId: string): Map<string, StoredMessage> {
    let found = this.data.messages.get(channelId);
    if (!found) {
      found = new Map();
      this.data.messages.set(channelId, found);
    }
    return found;
  }

  audit(entry: Omit<AuditEntry, 'id'>): void {
    this.data.audit.push({ id: this.id(), ...entry });
  }
}
