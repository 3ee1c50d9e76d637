import type { APIInteraction } from 'discord-api-types/v10';
import type { ActionContext } from '../context.ts';
import type { Runtime } from '../runtime.ts';
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

export function openInteraction(
  runtime: Runtime,
  raw: APIInteraction,
  { requestId, receivedAt }: Arrival,
  progress: (message: OutgoingMessage) => Promise<void> = async () => {},
): Interaction {
  let context: Promise<ActionContext> | undefined;
  const user = readInvoker(raw);
  const guildId = typeof raw.guild_id === 'string' ? raw.guild_id : '';
  const interaction: Interaction = {
    id: raw.id,
    token: raw.token,
    applicationId: String(raw.application_id ?? ''),
    guildId,
    channelId: String(raw.channel?.id ?? raw.channel_id ?? ''),
    user,
    locale: 'locale' in raw && typeof raw.locale === 'string' ? raw.locale : 'en-US',
    requestId,
    receivedAt,
    raw,
    runtime: { ...runtime, log: runtime.log.with({ requestId, guildId }) },
    context: () => {
      context ??= import('../context.ts').then(({ createContext }) =>
        createContext(runtime, {
          guildId,
          requestId,
          source: 'discord',
          actor: {
            kind: 'user',
            id: user.id,
            name: user.displayName,
            permissions: user.permissions,
            roleIds: user.roleIds,
          },
        }),
      );
      return context;
    },
    discord: async () => {
      const { discordClient } = await import('../discord-client.ts');
      return discordClient(runtime);
    },
    progress: (message) => progress(typeof message === 'string' ? { content: message } : message),
  };
  return interaction;
}

function readInvoker(raw: APIInteraction): Invoker {
  const member = raw.member;
  const user = member?.user ?? raw.user;
  const permissions = typeof member?.permissions === 'string' && /^\d{1,30}$/.test(member.permissions);
  return {
    id: typeof user?.id === 'string' ? user.id : '',
    username: String(user?.username ?? ''),
    displayName: String(member?.nick ?? user?.global_name ?? user?.username ?? ''),
    permissions: permissions ? BigInt(member.permissions) : 0n,
    roleIds: Array.isArray(member?.roles) ? member.roles.map(String) : [],
  };
}
