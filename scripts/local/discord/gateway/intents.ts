import { GatewayIntentBits } from 'discord-api-types/v10';
import type { StoredApplication } from '../model.ts';

export const Intent = GatewayIntentBits;

const ALL = Object.values(Intent)
  .filter((bit) => typeof bit === 'number')
  .reduce((sum, bit) => sum | bit, 0);

/** Privileged intents and the application flags that switch each on: verified form, limited form. */
const PRIVILEGED: [bit: number, flags: number][] = [
  [Intent.GuildPresences, (1 << 12) | (1 << 13)],
  [Intent.GuildMembers, (1 << 14) | (1 << 15)],
  [Intent.MessageContent, (1 << 18) | (1 << 19)],
];

/** Whether these are intents at all: a whole number of known bits. */
export function areKnown(intents: unknown): intents is number {
  return typeof intents === 'number' && Number.isInteger(intents) && intents >= 0 && (intents & ~ALL) === 0;
}

/** Whether the application has switched on every privileged intent among these. */
export function areAllowed(intents: number, application: StoredApplication): boolean {
  return PRIVILEGED.every(([bit, flags]) => !(intents & bit) || (application.flags & flags) !== 0);
}

export function intentNames(intents: number): string[] {
  return Object.entries(Intent).flatMap(([name, bit]) =>
    typeof bit === 'number' && intents & bit && name !== 'GuildBans' && name !== 'GuildEmojisAndStickers'
      ? [name]
      : [],
  );
}

/** Intents of which one is enough, by the event's name: in a guild, and in direct messages. */
const NEEDED: [event: RegExp, inGuild: number, inDirect: number][] = [
  [/^THREAD_MEMBERS_UPDATE$/, Intent.Guilds | Intent.GuildMembers, 0],
  [/^CHANNEL_PINS_UPDATE$/, Intent.Guilds, Intent.DirectMessages],
  [/^(GUILD_(CREATE|UPDATE|DELETE|ROLE_\w+)|(CHANNEL|THREAD|STAGE_INSTANCE)_\w+)$/, Intent.Guilds, 0],
  [/^GUILD_MEMBER_/, Intent.GuildMembers, 0],
  [/^GUILD_(BAN_\w+|AUDIT_LOG_ENTRY_CREATE)$/, Intent.GuildModeration, 0],
  [/^GUILD_(EMOJIS|STICKERS)_UPDATE$/, Intent.GuildExpressions, 0],
  [/^(GUILD_INTEGRATIONS_UPDATE|INTEGRATION_\w+)$/, Intent.GuildIntegrations, 0],
  [/^WEBHOOKS_UPDATE$/, Intent.GuildWebhooks, 0],
  [/^INVITE_/, Intent.GuildInvites, 0],
  [/^VOICE_STATE_UPDATE$/, Intent.GuildVoiceStates, 0],
  [/^PRESENCE_UPDATE$/, Intent.GuildPresences, 0],
  [/^MESSAGE_REACTION_/, Intent.GuildMessageReactions, Intent.DirectMessageReactions],
  [/^MESSAGE_POLL_/, Intent.GuildMessagePolls, Intent.DirectMessagePolls],
  [/^MESSAGE_/, Intent.GuildMessages, Intent.DirectMessages],
  [/^TYPING_START$/, Intent.GuildMessageTyping, Intent.DirectMessageTyping],
  [/^GUILD_SCHEDULED_EVENT_/, Intent.GuildScheduledEvents, 0],
  [/^AUTO_MODERATION_RULE_/, Intent.AutoModerationConfiguration, 0],
  [/^AUTO_MODERATION_ACTION_/, Intent.AutoModerationExecution, 0],
];

/**
 * Whether a session with these intents hears the event; what no intent covers reaches everybody.
 * @see https://docs.discord.com/developers/events/gateway#list-of-intents
 */
export function hears(intents: number, t: string, guildId: string | null): boolean {
  const needed = NEEDED.find(([event]) => event.test(t));
  return needed === undefined || (intents & (guildId === null ? needed[2] : needed[1])) !== 0;
}
