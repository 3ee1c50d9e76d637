/** The codes of Discord's JSON errors that we tell apart. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const DISCORD_ERROR_CODES = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownRole: 10011,
  unknownUser: 10013,
  unknownEmoji: 10014,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  unknownScheduledEvent: 10070,
  explicitContent: 20009,
  tooManyWebhooks: 30007,
  tooManyCommandCreates: 30034,
  openingDmsTooFast: 40003,
  interactionAlreadyAcknowledged: 40060,
  followUpsUsedUp: 40094,
  cloudflareBlock: 40333,
  missingAccess: 50001,
  cannotMessageUser: 50007,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
  bulkDeleteTooOld: 50034,
  invalidFormBody: 50035,
  threadArchived: 50083,
  noMutualGuilds: 50278,
  messageHasThread: 160004,
  tooManyActiveThreads: 160006,
} as const;

/** What goes wrong at Discord, as a closed family: api | unavailable | rate-limited | refused. */
export abstract class DiscordError extends Error {
  abstract readonly kind: 'api' | 'unavailable' | 'rate-limited' | 'refused';
  /** Whether the same call may succeed later without anybody changing anything. */
  abstract readonly retryable: boolean;
  /** Method and path template; holds no id and no token. */
  readonly route: string;

  constructor(route: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.route = route;
    this.name = new.target.name;
  }
}

/** Discord's own `errors` tree: nested by field, leaves under `_errors`. */
export type DiscordErrorTree = { _errors?: { code: string; message: string }[] } & {
  [field: string]: DiscordErrorTree | { code: string; message: string }[] | undefined;
};

/** Discord understood the call and said no (4xx). Branch on `code`, never on `status`. */
export class DiscordApiError extends DiscordError {
  readonly kind = 'api';
  readonly retryable = false;
  readonly status: number;
  /** JSON error code; 0 if the answer had none. */
  readonly code: number;
  /** Discord's own words, without ours around them. */
  readonly reply: string;
  readonly errors: DiscordErrorTree | null;
  /** OAuth2's word (`invalid_grant`, `invalid_client`, …) on the OAuth2 routes. */
  readonly oauthError: string | null;

  constructor(answer: {
    route: string;
    status: number;
    code: number;
    message: string;
    errors?: DiscordErrorTree | null;
    oauthError?: string | null;
  }) {
    super(
      answer.route,
      `Discord answered ${answer.route} with ${answer.code || answer.status}: ${answer.message}`,
    );
    this.status = answer.status;
    this.code = answer.code;
    this.reply = answer.message;
    this.errors = answer.errors ?? null;
    this.oauthError = answer.oauthError ?? null;
  }
}

/** No usable answer: 5xx, network or timeout. */
export class DiscordUnavailable extends DiscordError {
  readonly kind = 'unavailable';
  readonly retryable = true;
  /** True if the call may have taken effect and sending it again may do it twice. */
  readonly outcomeUnknown: boolean;
  /** HTTP status, or null if there was no answer at all. */
  readonly status: number | null;

  constructor(route: string, details: { status: number | null; outcomeUnknown: boolean; cause?: unknown }) {
    const what = details.status === null ? 'no answer' : `status ${details.status}`;
    super(route, `Discord is unavailable: ${what} for ${route}`, { cause: details.cause });
    this.status = details.status;
    this.outcomeUnknown = details.outcomeUnknown;
  }
}

/** The call would have to wait longer than its `maxWaitMs`; it was not sent, or refused with 429. */
export class DiscordRateLimited extends DiscordError {
  readonly kind = 'rate-limited';
  readonly retryable = true;
  readonly retryAfterMs: number;

  constructor(route: string, retryAfterMs: number) {
    super(route, `Discord's rate limit for ${route} allows the next call in ${Math.ceil(retryAfterMs)} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** We did not send the call, to keep Discord from banning the address or because the bot token is dead. */
export class DiscordRefused extends DiscordError {
  readonly kind = 'refused';
  readonly retryable: boolean;
  readonly reason: 'invalid-requests' | 'token-rejected' | 'no-token';
  readonly retryAfterMs: number;

  constructor(route: string, reason: DiscordRefused['reason'], retryAfterMs: number) {
    super(route, `${route} was not sent: ${REFUSALS[reason]}`);
    this.reason = reason;
    this.retryable = reason === 'invalid-requests';
    this.retryAfterMs = retryAfterMs;
  }
}

const REFUSALS = {
  'invalid-requests': 'too many requests of the last ten minutes were answered 401, 403 or 429',
  'token-rejected': 'Discord rejected the bot token (401)',
  'no-token': 'no bot token is set',
} as const;

/** Whether the error is Discord's answer with one of these JSON codes. */
export function hasDiscordCode(error: unknown, ...codes: number[]): error is DiscordApiError {
  return error instanceof DiscordApiError && codes.includes(error.code);
}

const CODES = DISCORD_ERROR_CODES;
export const isUnknownMessage = (error: unknown) => hasDiscordCode(error, CODES.unknownMessage);
export const isUnknownChannel = (error: unknown) => hasDiscordCode(error, CODES.unknownChannel);
export const isUnknownWebhook = (error: unknown) => hasDiscordCode(error, CODES.unknownWebhook);
export const isUnknownMember = (error: unknown) =>
  hasDiscordCode(error, CODES.unknownMember, CODES.unknownUser);
/** The interaction's token is dead: it came too late for the first answer, or its 15 minutes are over. */
export const isInteractionExpired = (error: unknown) =>
  hasDiscordCode(error, CODES.unknownInteraction, CODES.invalidWebhookToken);
export const isAlreadyAcknowledged = (error: unknown) =>
  hasDiscordCode(error, CODES.interactionAlreadyAcknowledged);
export const isMissingAccess = (error: unknown) => hasDiscordCode(error, CODES.missingAccess);
export const isMissingPermissions = (error: unknown) => hasDiscordCode(error, CODES.missingPermissions);
/** The person takes no direct messages from the bot. Permanent: never retry. */
export const isDmClosed = (error: unknown) =>
  hasDiscordCode(error, CODES.cannotMessageUser, CODES.noMutualGuilds);
export const isExplicitContent = (error: unknown) => hasDiscordCode(error, CODES.explicitContent);
export const isOpeningDmsTooFast = (error: unknown) => hasDiscordCode(error, CODES.openingDmsTooFast);
export const isInvalidForm = (error: unknown) => hasDiscordCode(error, CODES.invalidFormBody);
/** The thing itself is gone (10xxx), whatever it was. */
export const isUnknownEntity = (error: unknown) =>
  error instanceof DiscordApiError && error.code >= 10_001 && error.code <= 10_999;
/** A count of Discord's is full (30xxx: webhooks, roles, channels, pins, reactions …). */
export const isLimitReached = (error: unknown) =>
  error instanceof DiscordApiError && error.code >= 30_001 && error.code <= 30_999;

/** Discord's `errors` tree as a flat list; `path` like `embeds.0.title`. */
export function formErrors(error: DiscordApiError): { path: string; code: string; message: string }[] {
  const found: { path: string; code: string; message: string }[] = [];
  const walk = (node: DiscordErrorTree, path: string): void => {
    for (const [field, child] of Object.entries(node)) {
      if (field === '_errors' && Array.isArray(child)) {
        for (const { code, message } of child) found.push({ path, code, message });
      } else if (child && typeof child === 'object' && !Array.isArray(child)) {
        walk(child, path === '' ? field : `${path}.${field}`);
      }
    }
  };
  if (error.errors) walk(error.errors, '');
  return found;
}

const EXPLANATIONS: Record<number, string> = {
  [CODES.unknownChannel]: 'The channel no longer exists. Choose another one in the settings.',
  [CODES.unknownGuild]: 'The bot is not in that server. Invite it again with the link from the dashboard.',
  [CODES.unknownMember]: 'That person is not in this server (any more).',
  [CODES.unknownMessage]: 'The message was deleted on Discord. Post it again.',
  [CODES.unknownRole]: 'The role no longer exists. Choose another one in the settings.',
  [CODES.unknownUser]: 'Discord knows no such user. Check the id or the mention.',
  [CODES.unknownEmoji]: 'Discord knows no such emoji here. Use a standard emoji or one of this server.',
  [CODES.unknownWebhook]: 'The webhook was deleted on Discord. Create a new one and enter its address.',
  [CODES.unknownInteraction]: 'Discord had given up on this command before it was answered. Run it again.',
  [CODES.invalidWebhookToken]:
    'The 15 minutes in which this command can be answered are over, or the webhook address is wrong. Run the command again, or enter a new webhook address.',
  [CODES.unknownScheduledEvent]: 'The scheduled event was deleted on Discord. Create it again.',
  [CODES.explicitContent]:
    "Discord's filter for explicit content blocked the message for this person. Change its text or files.",
  [CODES.tooManyWebhooks]:
    'The channel has all 15 webhooks it can have. Delete one in its settings under Integrations.',
  [CODES.tooManyCommandCreates]: "Discord's 200 new commands a day are used up. Register the rest tomorrow.",
  [CODES.openingDmsTooFast]:
    'The bot opened too many direct messages. Wait some minutes before sending more.',
  [CODES.interactionAlreadyAcknowledged]:
    'This command was answered already. Run it again if nothing appeared.',
  [CODES.followUpsUsedUp]:
    'An app that only you installed can answer a command five times. Add the bot to the server to lift this.',
  [CODES.cloudflareBlock]:
    'Discord blocks requests from this address. Wait an hour, then check the logs for 401 and 403.',
  [CODES.missingAccess]:
    'The bot cannot see that channel or server. Give its role "View Channels" there, or invite it again.',
  [CODES.cannotMessageUser]:
    'This person takes no direct messages from the bot. They can allow them in the privacy settings of the server.',
  [CODES.missingPermissions]:
    "The bot lacks a permission here, or the role or member is above the bot's highest role. Grant the permission, or move the bot's role up in Server Settings → Roles.",
  [CODES.bulkDeleteTooOld]:
    'Discord deletes only messages of the last two weeks in bulk. Delete older ones singly.',
  [CODES.threadArchived]: 'The thread is archived. Unarchive it first.',
  [CODES.noMutualGuilds]: 'The bot shares no server with this person, so it cannot write to them.',
  [CODES.messageHasThread]: 'This message has a thread already. Use that one.',
  [CODES.tooManyActiveThreads]: 'The server has as many active threads as Discord allows. Archive some.',
};

/** One or two sentences for an admin: what went wrong at Discord and what to do about it. Holds no secret. */
export function explainDiscordError(error: DiscordError): string {
  if (error instanceof DiscordRateLimited) {
    return `Discord asks the bot to slow down. Try again in ${inWords(error.retryAfterMs)}.`;
  }
  if (error instanceof DiscordRefused) return explainRefusal(error);
  if (error instanceof DiscordUnavailable) {
    return error.outcomeUnknown
      ? 'Discord did not answer, so it is not known whether this happened. Look in Discord before you repeat it.'
      : 'Discord is not answering at the moment. Try again in a minute; discordstatus.com shows known outages.';
  }
  if (!(error instanceof DiscordApiError)) return 'Discord refused the call.';

  if (error.code === CODES.invalidFormBody) {
    const faults = formErrors(error)
      .slice(0, 5)
      .map(({ path, message }) => `${path || 'the whole'}: ${message}`);
    return `Discord does not accept what was entered${faults.length ? ` – ${faults.join('; ')}` : ''}. Correct it and try again.`;
  }
  const explained = EXPLANATIONS[error.code];
  if (explained) return explained;
  if (isLimitReached(error)) {
    return `A limit of Discord's is reached: ${error.reply}. Remove something of that kind first (code ${error.code}).`;
  }
  if (error.oauthError === 'invalid_client')
    return 'The client secret does not belong to this application. Set DISCORD_CLIENT_SECRET anew.';
  if (error.oauthError === 'invalid_grant')
    return 'The sign-in with Discord has expired or was revoked. Sign in again.';
  if (error.status === 401)
    return 'Discord rejected the bot token. Set DISCORD_TOKEN to the current one from the developer portal.';
  return `Discord refused this: ${error.reply} (code ${error.code || error.status}).`;
}

function explainRefusal(error: DiscordRefused): string {
  switch (error.reason) {
    case 'no-token':
      return 'No bot token is set. Set DISCORD_TOKEN to the one from the developer portal.';
    case 'token-rejected':
      return 'Discord rejected the bot token. Set DISCORD_TOKEN to the current one from the developer portal; until then nothing is sent.';
    case 'invalid-requests':
      return `Discord refused too many requests and would soon ban this address, so all but urgent ones wait for ${inWords(error.retryAfterMs)}. Check the bot's permissions and its token.`;
  }
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
