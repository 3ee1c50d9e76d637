import { isDeepStrictEqual } from 'node:util';
import type {
  RESTGetCurrentApplicationResult,
  RESTPatchCurrentApplicationJSONBody,
} from 'discord-api-types/v10';
import type { NeedsOfFeatures } from '../../src/core/access/discord-needs.ts';
import type { Outside } from '../../src/core/outside.ts';
import { editCurrentApplication } from '../../src/discord/application.ts';
import { DiscordApiError, DiscordError, explainDiscordError, formErrors } from '../../src/discord/errors.ts';
import { flagsWithIntents, intentsNotEnabled, PRIVILEGED_INTENTS } from '../../src/discord/intents.ts';
import type { DiscordRest } from '../../src/discord/rest.ts';
import { portal } from '../doctor/context.ts';
import { already, done, failed, type Outcome, planned } from './step.ts';
import { eventChanges, subscribeEvents } from './subscribe-events.ts';

const IN_SERVERS = '0';

/**
 * Tells Discord where commands and webhook events go, what the install link gives, and which privileged intents are
 * wanted; only what differs. Discord calls an endpoint before it accepts it, so this comes after the Worker answers.
 */
export async function connectDiscord(
  rest: DiscordRest,
  application: RESTGetCurrentApplicationResult,
  needs: NeedsOfFeatures,
  publicUrl: string,
  { dryRun, sleep }: { dryRun: boolean; sleep: Outside['sleep'] },
): Promise<Outcome<void>> {
  const endpoint = `${publicUrl}/interactions`;
  const differences = differencesOf(application, needs, endpoint);
  // Several features may want the same one.
  const wanted = [...new Set(needs.intents.map(({ intent }) => intent))];
  const lacking = intentsNotEnabled(application.flags, wanted).map((name) => PRIVILEGED_INTENTS[name].label);
  const changes = [
    ...(differences.interactions_endpoint_url ? [`commands go to ${endpoint}`] : []),
    ...(differences.integration_types_config ? ['the install link asks for the right permissions'] : []),
  ];
  const events = eventChanges(application, publicUrl);
  if (changes.length + events.length + lacking.length === 0) {
    return already(`Discord sends commands to ${endpoint}, and the rest is set as needed.`, undefined);
  }
  if (dryRun) {
    return planned(`would set at Discord: ${[...changes, ...events, ...lacking].join('; ')}.`, undefined);
  }
  if (changes.length > 0) await edit(rest, differences, endpoint, application.id, sleep);
  const unheard = events.length > 0 ? await subscribeEvents(rest, application, publicUrl, sleep) : [];
  const refused = lacking.length > 0 ? await switchOn(rest, application, wanted, lacking) : [];
  const made = [
    ...changes,
    ...(unheard.length === 0 ? events : []),
    ...(lacking.length > 0 && refused.length === 0 ? [`switched on: ${lacking.join(', ')}`] : []),
  ];
  const notes = [...unheard, ...refused];
  return made.length > 0
    ? done(`${made.join('; ')}.`, undefined, notes)
    : already(`Discord sends commands to ${endpoint}.`, undefined, notes);
}

/** What a person has to do so that people can sign in: redirects are the one thing that Discord lets no program set. */
export function signInNotes(
  { id, redirect_uris: there = [] }: RESTGetCurrentApplicationResult,
  publicUrl: string,
): string[] {
  const redirect = `${publicUrl}/auth/discord/callback`;
  if (there.includes(redirect)) return [];
  return [
    `So that people can sign in, open ${portal(id, 'oauth2')}, add the redirect ${redirect}, and save; only you can do that.`,
  ];
}

function differencesOf(
  application: RESTGetCurrentApplicationResult,
  needs: NeedsOfFeatures,
  endpoint: string,
): RESTPatchCurrentApplicationJSONBody {
  const config = application.integration_types_config ?? {};
  const there = config[IN_SERVERS]?.oauth2_install_params;
  const permissions = String(needs.bits);
  const same =
    there?.permissions === permissions &&
    isDeepStrictEqual([...(there?.scopes ?? [])].sort(), [...needs.scopes].sort());
  return {
    ...(application.interactions_endpoint_url === endpoint ? {} : { interactions_endpoint_url: endpoint }),
    ...(same
      ? {}
      : {
          // Installation for users, should somebody have set it up, stays as it is.
          integration_types_config: {
            ...config,
            [IN_SERVERS]: { oauth2_install_params: { scopes: needs.scopes, permissions } },
          } as NonNullable<RESTPatchCurrentApplicationJSONBody['integration_types_config']>,
        }),
  };
}

/** Discord lets small applications switch these on by themselves; for others a person has to ask. Never fails the step. */
async function switchOn(
  rest: DiscordRest,
  { id, flags }: RESTGetCurrentApplicationResult,
  wanted: Parameters<typeof flagsWithIntents>[1],
  labels: readonly string[],
): Promise<string[]> {
  try {
    await editCurrentApplication(rest, { flags: flagsWithIntents(flags, wanted) });
    return [];
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return [
      `Discord did not let the ${labels.join(' and the ')} be switched on from here: ${explainDiscordError(error)}`,
      `Open ${portal(id, 'bot')} and switch it on under Privileged Gateway Intents; without it some things are degraded.`,
    ];
  }
}

/** A new address may be known here before it is known where Discord calls from. */
const ATTEMPTS = 3;
const PAUSE_MS = 10_000;

async function edit(
  rest: DiscordRest,
  differences: RESTPatchCurrentApplicationJSONBody,
  endpoint: string,
  applicationId: string,
  sleep: Outside['sleep'],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await editCurrentApplication(rest, differences);
      return;
    } catch (error) {
      if (!isEndpointRefusal(error) || attempt === ATTEMPTS) {
        throw endpointFailure(error, endpoint, applicationId);
      }
      await sleep(PAUSE_MS);
    }
  }
}

const isEndpointRefusal = (error: unknown): boolean =>
  error instanceof DiscordApiError &&
  formErrors(error).some(({ path }) => path.includes('interactions_endpoint_url'));

function endpointFailure(error: unknown, endpoint: string, applicationId: string): unknown {
  if (!(error instanceof DiscordError)) return error;
  if (!isEndpointRefusal(error)) {
    return failed(
      `Discord refused the settings of the application: ${explainDiscordError(error)}`,
      'Run `npm run deploy` again; it goes on from here.',
    );
  }
  return failed(
    `Discord called ${endpoint} and was not content with the answer, so it did not accept the address.`,
    `Compare DISCORD_PUBLIC_KEY with ${portal(applicationId, 'information')}, let nothing before the Worker answer for it, and run \`npm run deploy\` again in a minute.`,
  );
}
