import { GuildhallError, UnavailableError } from '../../../core/errors.ts';

/** No usable answer for now: 5xx, 429, timeout, network. Trying again later may work. */
export class PanelUnavailable extends UnavailableError {
  override readonly code = 'panel_unavailable';

  constructor(why: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(`The server panel does not answer just now (${why}). Please try again in a few minutes.`, options);
  }
}

/** The panel answered something that it may not: nothing of it is used or shown. */
export class PanelUntrusted extends GuildhallError {
  readonly status = 502;
  readonly code = 'panel_answer_refused';

  constructor(why: string) {
    super(`The server panel gave an answer that cannot be right, so it is not shown: ${why} Tell an admin.`);
  }
}

/** The panel understood and said no. */
export class PanelRefused extends GuildhallError {
  readonly status = 409;
  readonly code = 'panel_refused';
}
