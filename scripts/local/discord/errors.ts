/** A refusal in Discord's words: HTTP status, JSON code, and for 50035 the nested tree of field errors. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, code: number, message: string, errors?: unknown, headers = {}) {
    super(message);
    this.name = 'DiscordError';
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }

  toJSON(): Record<string, unknown> {
    const body = { message: this.message, code: this.code };
    return this.errors === undefined ? body : { ...body, errors: this.errors };
  }
}

/** status and message of each code the local Discord can answer. @see https://docs.discord.com/developers/topics/opcodes-and-status-codes */
const known = {
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10009: [404, 'Unknown Permission Overwrite'],
  10011: [404, 'Unknown Role'],
  10012: [404, 'Unknown token'],
  10013: [404, 'Unknown User'],
  10014: [400, 'Unknown Emoji'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  10070: [404, 'Unknown Guild Scheduled Event'],
  20001: [403, 'Bots cannot use this endpoint'],
  20002: [403, 'Only bots can use this endpoint'],
  20012: [403, 'You are not authorized to perform this action on this application'],
  20016: [429, 'This action cannot be performed due to slowmode rate limit'],
  30003: [400, 'Maximum number of pins reached (250)'],
  30005: [400, 'Maximum number of guild roles reached (250)'],
  30007: [400, 'Maximum number of webhooks reached (15)'],
  30010: [400, 'Maximum number of reactions reached (20)'],
  30013: [400, 'Maximum number of guild channels reached (500)'],
  30032: [400, 'Maximum number of application commands reached'],
  30033: [400, 'Max number of thread participants has been reached (1000)'],
  30034: [400, 'Max number of daily application command creates has been reached (200)'],
  30038: [400, 'Maximum number of uncompleted guild scheduled events has been reached (100)'],
  30060: [400, 'Maximum number of channel permission overwrites reached (1000)'],
  40001: [401, 'Unauthorized'],
  40005: [413, 'Request entity too large'],
  40058: [403, 'Cannot message this thread until after the post author has deleted the original post'],
  40060: [400, 'Interaction has already been acknowledged.'],
  40094: [400, 'Maximum number of follow up messages reached for this interaction (5)'],
  40333: [403, 'internal network error'],
  50001: [403, 'Missing Access'],
  50003: [403, 'Cannot execute action on a DM channel'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50014: [401, 'Invalid authentication token provided'],
  50016: [
    400,
    'Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages',
  ],
  50019: [403, 'A message can only be pinned to the channel it was sent in'],
  50021: [403, 'Cannot execute action on a system message'],
  50024: [400, 'Cannot execute action on this channel type'],
  50025: [401, 'Invalid OAuth2 access token'],
  50026: [403, 'Missing required OAuth2 scope'],
  50027: [401, 'Invalid Webhook Token'],
  50028: [400, 'Invalid role'],
  50034: [400, 'A message provided was too old to bulk delete'],
  50036: [403, 'You must be a member of this guild'],
  50055: [400, 'Invalid guild'],
  50068: [400, 'Invalid message type'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  50278: [403, 'Cannot send messages to this user due to having no mutual guilds'],
  160002: [400, 'Cannot reply without permission to read message history'],
  160004: [400, 'A thread has already been created for this message'],
  160005: [400, 'Thread is locked'],
  160006: [400, 'Maximum number of active threads reached'],
} as const satisfies Record<number, readonly [number, string]>;

export type KnownCode = keyof typeof known;

export function refusal(code: KnownCode): DiscordError {
  const [status, message] = known[code];
  return new DiscordError(status, code, message);
}

/** Errors that have no code of their own: `{message: "401: Unauthorized", code: 0}` and its like. */
export function plainRefusal(status: 401 | 403 | 404 | 405 | 500, reason: string): DiscordError {
  return new DiscordError(status, 0, `${status}: ${reason}`);
}
