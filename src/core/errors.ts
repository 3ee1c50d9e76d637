/**
 * The closed family of errors that people may read. Each surface maps it once: interactions to an ephemeral sentence,
 * the API to a problem document, pages to an error page. Any other error is shown as a reference only.
 */
export abstract class GuildhallError extends Error {
  /** Stable, machine-readable; part of the API. */
  abstract readonly code: string;
  abstract readonly status: number;
  /** Whether doing the same again later can succeed. */
  readonly retryable: boolean = false;

  /** `message` is a full sentence for the person: what is wrong and what to do. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class InputError extends GuildhallError {
  readonly status = 422;
  readonly code: string = 'invalid_input';
  /** Path of the field → what is wrong with it. */
  readonly fields: Record<string, string>;

  constructor(message: string, fields: Record<string, string> = {}) {
    super(message);
    this.fields = fields;
  }
}

export class TooLargeError extends GuildhallError {
  readonly status = 413;
  readonly code: string = 'too_large';
}

export class NotFoundError extends GuildhallError {
  readonly status = 404;
  readonly code: string = 'not_found';
}

export class DeniedError extends GuildhallError {
  readonly status = 403;
  readonly code: string = 'denied';
}

export class UnauthenticatedError extends GuildhallError {
  readonly status = 401;
  readonly code: string = 'unauthenticated';
}

/** Somebody else was first, or the thing is no longer in the state that the request assumed. */
export class ConflictError extends GuildhallError {
  readonly status = 409;
  readonly code: string = 'conflict';
  /** The guard's name, for code that reacts to one kind of conflict. */
  readonly reason: string;

  constructor(
    reason: string,
    message = 'Somebody else changed this a moment ago. Open it again to see how it is now.',
  ) {
    super(message);
    this.reason = reason;
  }
}

/** A feature is switched off or not yet set up in this guild. */
export class DisabledError extends GuildhallError {
  readonly status = 409;
  readonly code: string = 'disabled';
}

/** A budget or limit of the guild is used up. */
export class LimitError extends GuildhallError {
  readonly status = 429;
  readonly code: string = 'limit_reached';
}

/** Something outside (Discord, Claude, the database) does not answer; trying again later may work. */
export class UnavailableError extends GuildhallError {
  readonly status = 503;
  readonly code: string = 'unavailable';
  override readonly retryable = true;
  /** Milliseconds that the outside asked us to wait, if it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}
