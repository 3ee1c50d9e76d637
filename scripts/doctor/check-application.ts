import { discordNeeds } from '../../src/core/access/discord-needs.ts';
import { DiscordApiError, DiscordError, explainDiscordError } from '../../src/discord/errors.ts';
import { intentsNotEnabled, PRIVILEGED_INTENTS } from '../../src/discord/intents.ts';
import { type DoctorContext, portal } from './context.ts';
import { broken, type Finding, ok, skipped, warning } from './finding.ts';

/** Whether Discord takes the token, and whether it is the one of the application that is set. */
export async function checkToken(context: DoctorContext): Promise<Finding[]> {
  const { DISCORD_TOKEN: token, DISCORD_APPLICATION_ID: id } = context.variables;
  if (!token) return [skipped('token', 'The token was not tried, because there is no usable one.')];
  try {
    const application = await context.applicationAnswer();
    if (id && application.id !== id) {
      return [
        broken(
          'token',
          `The token belongs to the application "${application.name}" (${application.id}), not to DISCORD_APPLICATION_ID ${id}.`,
          `Take both from the same application: set DISCORD_APPLICATION_ID to ${application.id}, or take the token from ${portal(id, 'bot')}.`,
        ),
      ];
    }
    return [ok('token', `Discord accepts the token; it belongs to "${application.name}".`)];
  } catch (error) {
    if (error instanceof DiscordApiError && error.status === 401) {
      return [
        broken(
          'token',
          'Discord does not accept the token: it was reset, or it is not whole.',
          `Open ${portal(id, 'bot')}, press "Reset Token", and set DISCORD_TOKEN to the new one.`,
        ),
      ];
    }
    if (!(error instanceof DiscordError)) throw error;
    return [
      broken(
        'token',
        `The token could not be tried: ${explainDiscordError(error)}`,
        'Look at https://discordstatus.com, and check that this machine reaches DISCORD_API_URL.',
      ),
    ];
  }
}

/** Whether signatures are checked with the key that Discord signs with. */
export async function checkPublicKey(context: DoctorContext): Promise<Finding[]> {
  const key = context.variables.DISCORD_PUBLIC_KEY;
  if (!key)
    return [skipped('public-key', 'The public key was not compared, because there is no usable one.')];
  const application = await context.application();
  if (application.verify_key.toLowerCase() === key.toLowerCase()) {
    return [ok('public-key', "The public key is the application's.")];
  }
  return [
    broken(
      'public-key',
      `DISCORD_PUBLIC_KEY is not the key of the application "${application.name}", so every command is refused with 401.`,
      `Set DISCORD_PUBLIC_KEY to ${application.verify_key}, for the Worker too.`,
    ),
  ];
}

/** Whether the privileged intents that features want are switched on, and what is lost without. */
export async function checkIntents(context: DoctorContext): Promise<Finding[]> {
  const { intents } = discordNeeds(context.registry);
  const application = await context.application();
  const off = new Set(
    intentsNotEnabled(
      application.flags,
      intents.map(({ intent }) => intent),
    ),
  );
  if (off.size === 0) {
    return [ok('intents', 'Every privileged intent that a feature wants is switched on.')];
  }
  return [...off].map((name) => {
    const { label, without } = PRIVILEGED_INTENTS[name];
    const losses = intents
      .filter(({ intent }) => intent === name)
      .map(({ feature, without: loss }) => `${feature}: ${loss.replace(/\.$/, '')}`);
    return warning(
      'intents',
      `The ${label} is off. Degraded: ${losses.join('; ') || without}.`,
      `Open ${portal(application.id, 'bot')}, switch on "${label}" under Privileged Gateway Intents, and save.`,
    );
  });
}
