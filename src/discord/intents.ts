/** Gateway intents by Discord's name. @see https://docs.discord.com/developers/events/gateway#gateway-intents */
export const INTENTS = {
  GUILDS: 1 << 0,
  GUILD_MEMBERS: 1 << 1,
  GUILD_MODERATION: 1 << 2,
  GUILD_EXPRESSIONS: 1 << 3,
  GUILD_INTEGRATIONS: 1 << 4,
  GUILD_WEBHOOKS: 1 << 5,
  GUILD_INVITES: 1 << 6,
  GUILD_VOICE_STATES: 1 << 7,
  GUILD_PRESENCES: 1 << 8,
  GUILD_MESSAGES: 1 << 9,
  GUILD_MESSAGE_REACTIONS: 1 << 10,
  GUILD_MESSAGE_TYPING: 1 << 11,
  DIRECT_MESSAGES: 1 << 12,
  DIRECT_MESSAGE_REACTIONS: 1 << 13,
  DIRECT_MESSAGE_TYPING: 1 << 14,
  MESSAGE_CONTENT: 1 << 15,
  GUILD_SCHEDULED_EVENTS: 1 << 16,
  AUTO_MODERATION_CONFIGURATION: 1 << 20,
  AUTO_MODERATION_EXECUTION: 1 << 21,
  GUILD_MESSAGE_POLLS: 1 << 24,
  DIRECT_MESSAGE_POLLS: 1 << 25,
} as const;

export type IntentName = keyof typeof INTENTS;
export type PrivilegedIntentName = 'GUILD_MEMBERS' | 'GUILD_PRESENCES' | 'MESSAGE_CONTENT';

/**
 * The intents that have to be switched on in the application's settings; without it the gateway closes with 4014.
 * `flags` are the application flags that show the switch: the full one after Discord's review, the limited one before.
 */
export const PRIVILEGED_INTENTS: Record<
  PrivilegedIntentName,
  { label: string; flags: { full: number; limited: number }; without: string }
> = {
  GUILD_PRESENCES: {
    label: 'Presence Intent',
    flags: { full: 1 << 12, limited: 1 << 13 },
    without: 'who is online and what they play stays unknown',
  },
  GUILD_MEMBERS: {
    label: 'Server Members Intent',
    flags: { full: 1 << 14, limited: 1 << 15 },
    without: 'joins, leaves and role changes are not seen, and the member list cannot be read',
  },
  MESSAGE_CONTENT: {
    label: 'Message Content Intent',
    flags: { full: 1 << 18, limited: 1 << 19 },
    without:
      "text, embeds and files of members' messages arrive empty, except in DMs and mentions of the bot",
  },
};

/** What no longer works without an intent, as the end of a sentence "without it, …". */
export const WITHOUT_INTENT: Record<IntentName, string> = {
  GUILDS: 'servers, channels, roles and threads are not followed',
  GUILD_MEMBERS: PRIVILEGED_INTENTS.GUILD_MEMBERS.without,
  GUILD_MODERATION: 'bans and audit-log entries are not seen',
  GUILD_EXPRESSIONS: 'changes of emoji, stickers and sounds are not seen',
  GUILD_INTEGRATIONS: 'changes of integrations are not seen',
  GUILD_WEBHOOKS: 'changes of webhooks are not seen',
  GUILD_INVITES: 'new and deleted invites are not seen',
  GUILD_VOICE_STATES: 'who is in a voice channel stays unknown',
  GUILD_PRESENCES: PRIVILEGED_INTENTS.GUILD_PRESENCES.without,
  GUILD_MESSAGES: 'messages in server channels are not seen',
  GUILD_MESSAGE_REACTIONS: 'reactions in server channels are not seen',
  GUILD_MESSAGE_TYPING: 'typing in server channels is not seen',
  DIRECT_MESSAGES: 'direct messages to the bot are not seen',
  DIRECT_MESSAGE_REACTIONS: 'reactions in direct messages are not seen',
  DIRECT_MESSAGE_TYPING: 'typing in direct messages is not seen',
  MESSAGE_CONTENT: PRIVILEGED_INTENTS.MESSAGE_CONTENT.without,
  GUILD_SCHEDULED_EVENTS: 'scheduled events and who is interested in them are not followed',
  AUTO_MODERATION_CONFIGURATION: 'changes of AutoMod rules are not seen',
  AUTO_MODERATION_EXECUTION: 'what AutoMod blocked is not seen',
  GUILD_MESSAGE_POLLS: 'votes in server polls are not seen',
  DIRECT_MESSAGE_POLLS: 'votes in direct-message polls are not seen',
};

/** The sum of some intents, for IDENTIFY. */
export function intentBits(names: Iterable<IntentName>): number {
  let bits = 0;
  for (const name of names) bits |= INTENTS[name];
  return bits;
}

/** The names in a sum of intents, lowest bit first. */
export function intentNames(bits: number): IntentName[] {
  return (Object.keys(INTENTS) as IntentName[]).filter((name) => (bits & INTENTS[name]) !== 0);
}

export function isPrivilegedIntent(name: IntentName): name is PrivilegedIntentName {
  return Object.hasOwn(PRIVILEGED_INTENTS, name);
}

/** The privileged intents among `need` that the application's `flags` do not allow. */
export function intentsNotEnabled(flags: number, need: Iterable<IntentName>): PrivilegedIntentName[] {
  return [...need].filter(isPrivilegedIntent).filter((name) => {
    const { full, limited } = PRIVILEGED_INTENTS[name].flags;
    return (flags & (full | limited)) === 0;
  });
}

/** Application flags with the limited switches of these intents on, for `PATCH /applications/@me`. */
export function flagsWithIntents(flags: number, need: Iterable<IntentName>): number {
  let enabled = flags;
  for (const name of intentsNotEnabled(flags, need)) enabled |= PRIVILEGED_INTENTS[name].flags.limited;
  return enabled;
}
