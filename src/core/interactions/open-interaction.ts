import type { APIInteraction } from 'discord-api-types/v10';
import type { DiscordRest } from '../../discord/rest.ts';
import type { ActionContext } from '../context.ts';
import type { Registry } from '../registry.ts';
import type { BaseRuntime } from '../runtime.ts';
import type { Interaction, Invoker } from './interaction.ts';
import type { OutgoingMessage } from './reply.ts';

/** The part of the payload that every interaction has, or nothing if it is not one. */
export function isInteraction(value: unknown): value is APIInteraction {
  if (!value || typeof value !== 'object') return false;
  const raw = value as Record<string, unknown>;
  return typeof raw.type === 'number' && typeof raw.id === 'string' && typeof raw.token === 'string';
}

/** How an interaction came in, which its payload does not tell. */
export type Arrival = Pick<Interaction, 'requestId' | 'receivedAt'>;

type Progress = (message: OutgoingMessage) => Promise<void>;

export function openInteraction(
  runtime: BaseRuntime,
  raw: APIInteraction,
  arrival: Arrival,
  progress?: Progress,
): Interaction {
  return new OpenInteraction(runtime, raw, arrival, progress);
}

/** Reads the payload when it is asked: most handlers need a part of it, and Discord waits. */
class OpenInteraction implements Interaction {
  readonly raw: APIInteraction;
  readonly guildId: string;
  readonly #outer: BaseRuntime;
  readonly #arrival: Arrival;
  readonly #progress: Progress | undefined;
  #user: Invoker | undefined;
  #runtime: BaseRuntime | undefined;
  #context: Promise<ActionContext> | undefined;

  constructor(runtime: BaseRuntime, raw: APIInteraction, arrival: Arrival, progress: Progress | undefined) {
    this.raw = raw;
    this.guildId = typeof raw.guild_id === 'string' ? raw.guild_id : '';
    this.#outer = runtime;
    this.#arrival = arrival;
    this.#progress = progress;
  }

  get id(): string {
    return this.raw.id;
  }
  get token(): string {
    return this.raw.token;
  }
  get applicationId(): string {
    return String(this.raw.application_id ?? '');
  }
  get channelId(): string {
    return String(this.raw.channel?.id ?? this.raw.channel_id ?? '');
  }
  get locale(): string {
    return 'locale' in this.raw && typeof this.raw.locale === 'string' ? this.raw.locale : 'en-US';
  }
  get requestId(): string {
    return this.#arrival.requestId;
  }
  get receivedAt(): number {
    return this.#arrival.receivedAt;
  }
  get user(): Invoker {
    this.#user ??= readInvoker(this.raw);
    return this.#user;
  }

  get runtime(): BaseRuntime {
    const { requestId, guildId } = this;
    this.#runtime ??= { ...this.#outer, log: this.#outer.log.with({ requestId, guildId }) };
    return this.#runtime;
  }

  context(): Promise<ActionContext> {
    this.#context ??= Promise.all([import('../context.ts'), this.#outer.whole()]).then(
      ([{ createContext }, whole]) => {
        const { id, displayName: name, permissions, roleIds } = this.user;
        const actor = { kind: 'user' as const, id, name, permissions, roleIds };
        const { guildId, requestId } = this;
        return createContext(whole, { guildId, requestId, source: 'discord', actor });
      },
    );
    return this.#context;
  }

  async registry(): Promise<Registry> {
    return (await this.#outer.whole()).registry;
  }

  async discord(): Promise<DiscordRest> {
    const { discordClient } = await import('../discord-client.ts');
    return discordClient(this.#outer);
  }

  async progress(message: OutgoingMessage | string): Promise<void> {
    await this.#progress?.(typeof message === 'string' ? { content: message } : message);
  }
}

const DIGITS = /^\d{1,30}$/;

function readInvoker(raw: APIInteraction): Invoker {
  const member = raw.member;
  const user = member?.user ?? raw.user;
  const permissions = member?.permissions;
  return {
    id: typeof user?.id === 'string' ? user.id : '',
    username: String(user?.username ?? ''),
    displayName: String(member?.nick ?? user?.global_name ?? user?.username ?? ''),
    permissions: typeof permissions === 'string' && DIGITS.test(permissions) ? BigInt(permissions) : 0n,
    roleIds: Array.isArray(member?.roles) ? member.roles.map(String) : [],
  };
}
