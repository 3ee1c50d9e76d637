import type {
  RESTGetCurrentApplicationResult,
  RESTPatchCurrentApplicationJSONBody,
} from 'discord-api-types/v10';
import type { Outside } from '../../src/core/outside.ts';
import { eventSettings, eventsUrl, isSubscribed } from '../../src/core/webhook-events/subscription.ts';
import { editCurrentApplication } from '../../src/discord/application.ts';
import { DiscordApiError, DiscordError, explainDiscordError, formErrors } from '../../src/discord/errors.ts';
import type { DiscordRest } from '../../src/discord/rest.ts';
import { portal } from '../doctor/context.ts';

/** A new address may be known here before it is known where Discord calls from. */
const ATTEMPTS = 3;
const PAUSE_MS = 10_000;

/** What would change, in words; nothing if Discord posts webhook events to the Worker already. */
export const eventChanges = (application: RESTGetCurrentApplicationResult, publicUrl: string): string[] =>
  isSubscribed(application, publicUrl) ? [] : [`webhook events go to ${eventsUrl(publicUrl)}`];

/**
 * Asks Discord to post webhook events to the Worker, which it calls before it accepts the address. Commands work without,
 * so this never fails the step; gives what a person has to know when Discord refused.
 */
export async function subscribeEvents(
  rest: DiscordRest,
  application: RESTGetCurrentApplicationResult,
  publicUrl: string,
  sleep: Outside['sleep'],
): Promise<string[]> {
  // Safe because the settings are in Discord's own words; the package's types want its enums.
  const settings = eventSettings(application, publicUrl) as RESTPatchCurrentApplicationJSONBody;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await editCurrentApplication(rest, settings);
      return [];
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      if (!isUrlRefusal(error) || attempt === ATTEMPTS) {
        return [
          `Discord did not take ${eventsUrl(publicUrl)} for webhook events: ${explainDiscordError(error)}`,
          `Until it does, people who take back their authorization stay signed in a few minutes longer. Run \`npm run deploy\` again, or set it at ${portal(application.id, 'webhooks')}.`,
        ];
      }
      await sleep(PAUSE_MS);
    }
  }
}

const isUrlRefusal = (error: DiscordError): boolean =>
  error instanceof DiscordApiError &&
  formErrors(error).some(({ path }) => path.includes('event_webhooks_url'));
