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

/** The request itself is broken, before anything it says is looked at. */
export class BadRequestError extends GuildhallError {
  readonly status = 400;
  readonly code: string = 'bad_request';
}

/** The address knows other methods. */
export class MethodError extends GuildhallError {
  readonly status = 405;
  readonly code: string = 'method_not_allowed';
  readonly allow: readonly string[];

  constructor(allow: readonly string[]) {
    super(`This address takes only ${allow.join(', ')}.`);
    this.allow = allow;
  }
}

/** The caller takes none of the forms in which we can answer. */
export class NotAcceptableError extends GuildhallError {
  readonly status = 406;
  readonly code: string = 'not_acceptable';
}

export class UnsupportedTypeError extends GuildhallError {
  readonly status = 415;
  readonly code: string = 'unsupported_type';
}

/** An Idempotency-Key came again with another request. */
export class ReusedKeyError extends InputError {
  override readonly code: string = 'idempotency_key_reused';
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

/** An Idempotency-Key came again while its first request is still running, or after its answer was lost. */
export class RepeatError extends GuildhallError {
  readonly status = 409;
  readonly code: string;
  override readonly retryable: boolean;

  constructor(code: 'in_flight' | 'answer_lost', message: string) {
    super(message);
    this.code = code;
    this.retryable = code === 'in_flight';
  }
}

/** An admin has switched a feature off, or made it read-only. Nothing is lost: it goes on when it is switched on. */
export class SwitchedOffError extends GuildhallError {
  readonly status = 409;
  readonly code: string;

  constructor(code: 'feature_off' | 'read_only', message: string) {
    super(message);
    this.code = code;
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

/** Too many requests in a short time. */
export class RateLimitedError extends GuildhallError {
  readonly status = 429;
  readonly code: string = 'rate_limited';
  override readonly retryable = true;
  readonly retryAfterMs: number;
  /** The limit, as `RateLimit-Policy` says it. */
  readonly policy: string;

  constructor(message: string, retryAfterMs: number, policy: string) {
    super(message);
    this.retryAfterMs = retryAfterMs;
    this.policy = policy;
  }
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

/** Whoever runs Guildhall lets nothing be changed for a while (`READ_ONLY=1`). */
export class MaintenanceError extends GuildhallError {
  readonly status = 503;
  readonly code: string = 'read_only';
  override readonly retryable = true;
}
