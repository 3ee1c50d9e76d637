/** Numbers of Discord's interaction protocol. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
export const InteractionType = { ping: 1, command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export const CommandType = { slash: 1, user: 2, message: 3 } as const;
export const CallbackType = {
  pong: 1,
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  choices: 8,
  modal: 9,
} as const;
export const OptionType = {
  subcommand: 1,
  subcommandGroup: 2,
  text: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

export const EPHEMERAL = 64;
/** A handler that answers at once gets this long, in milliseconds; then the interaction is deferred. Discord waits 3,000. */
export const ANSWER_BUDGET_MS = 2_000;
/** Interaction tokens live 15 minutes; the last half minute is left for the network and clock skew. */
export const TOKEN_LIFE_MS = 14.5 * 60_000;
