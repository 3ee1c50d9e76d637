import { fieldError } from '../validation/check.ts';
import type { World } from '../world.ts';
import { type EventAnswer, isAcknowledged, postPayload } from './post.ts';

/**
 * What Discord does when a webhook events URL is saved: a signed PING must be acknowledged with an empty 204, a falsely
 * signed one refused with 401. The code of its refusal is not documented; this one follows that of interactions.
 * @throws DiscordError 50035
 */
export async function verifyEventsUrl(world: World, url: string): Promise<void> {
  const { state, answerLimitMs: limitMs } = world;
  const invalid = (why: string) =>
    fieldError(
      ['event_webhooks_url'],
      'APPLICATION_EVENT_WEBHOOKS_URL_INVALID',
      `The specified event webhooks url could not be verified. (${why})`,
    );
  const ping = (forged: boolean): Promise<EventAnswer> =>
    postPayload({ data: state.data, now: state.now() }, url, { type: 0 }, { limitMs, forged });
  const good = await ping(false);
  if (!good) throw invalid('no answer');
  if (!isAcknowledged(good)) throw invalid('PING was not acknowledged with an empty 204');
  if ((await ping(true))?.status !== 401)
    throw invalid('a request with a false signature was not refused with 401');
}
