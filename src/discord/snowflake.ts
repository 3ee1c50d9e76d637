declare const brand: unique symbol;
/** A Discord id: an unsigned 64-bit number as a decimal string. @see https://docs.discord.com/developers/reference#snowflakes */
export type Snowflake<Kind extends string = string> = string & { readonly [brand]?: Kind };

export type ApplicationId = Snowflake<'application'>;
export type AttachmentId = Snowflake<'attachment'>;
export type ChannelId = Snowflake<'channel'>;
export type CommandId = Snowflake<'command'>;
export type GuildId = Snowflake<'guild'>;
export type InteractionId = Snowflake<'interaction'>;
export type MessageId = Snowflake<'message'>;
export type RoleId = Snowflake<'role'>;
export type ScheduledEventId = Snowflake<'scheduled-event'>;
export type UserId = Snowflake<'user'>;
export type WebhookId = Snowflake<'webhook'>;

/** First millisecond of 2015, where Discord's ids begin to count. */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const MAX_SNOWFLAKE = 2n ** 64n - 1n;

/** Whether a value from outside has the form of a Discord id (15 to 20 digits, 64 bits). */
export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^[1-9]\d{14,19}$/.test(value) && BigInt(value) <= MAX_SNOWFLAKE;
}

/** When the thing was created, in milliseconds since the Unix epoch. */
export function timestampOf(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
}

/** The smallest id of a moment, for `before` and `after` queries. Takes milliseconds. */
export function snowflakeAt(ms: number): string {
  return String(BigInt(Math.max(0, Math.trunc(ms) - DISCORD_EPOCH_MS)) << 22n);
}

/** Orders ids by age, the oldest first; plain string order is wrong where lengths differ. */
export function compareSnowflakes(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
