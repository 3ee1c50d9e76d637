import { discordNeeds } from '../../../core/access/discord-needs.ts';
import type { ActionContext } from '../../../core/context.ts';
import { type Dependency, health } from '../../../core/http/health.ts';
import { isSecret, type SettingsDefinition } from '../../../core/settings/definition.ts';
import { getCurrentApplication } from '../../../discord/application.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { intentsNotEnabled, type PrivilegedIntentName } from '../../../discord/intents.ts';
import { missingPermissions, type PermissionName } from '../../../discord/permissions.ts';

/** Settings of one feature that say whether it does anything. */
export interface FeatureStatus {
  title: string;
  on: string[];
  off: string[];
  /** Secrets and addresses that are not set. */
  unset: string[];
}

export interface Status {
  dependencies: Record<string, Dependency>;
  /** Intents that are off, with what each costs. `undefined` when Discord did not say. */
  missingIntents: { intent: PrivilegedIntentName; lost: string[] }[] | undefined;
  /** What the bot lacks where the question was asked. */
  missingPermissions: PermissionName[];
  features: FeatureStatus[];
  applicationId: string | undefined;
}

/** What works, what is missing and what that costs. Asks Discord once; `permissions` are the bot's in the channel. */
export async function readStatus(ctx: ActionContext, permissions: bigint | undefined): Promise<Status> {
  await ctx.require('hub:settings');
  const { registry, config } = ctx.runtime;
  const needs = discordNeeds(registry);
  const [{ dependencies }, flags] = await Promise.all([health(ctx.runtime), applicationFlags(ctx)]);
  const missing =
    flags === undefined
      ? undefined
      : intentsNotEnabled(flags, new Set(needs.intents.map(({ intent }) => intent)));
  return {
    dependencies,
    missingIntents: missing?.map((intent) => ({
      intent,
      lost: needs.intents.filter((one) => one.intent === intent).map(({ without }) => without),
    })),
    missingPermissions: permissions === undefined ? [] : missingPermissions(permissions, needs.bits),
    features: await Promise.all(
      registry.features.flatMap(({ title, settings }) =>
        settings ? [featureStatus(ctx, title, settings)] : [],
      ),
    ),
    applicationId: config.discord.applicationId,
  };
}

async function applicationFlags(ctx: ActionContext): Promise<number | undefined> {
  try {
    return (await getCurrentApplication(ctx.discord)).flags ?? 0;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('application not read', { error });
    return undefined;
  }
}

async function featureStatus(
  ctx: ActionContext,
  title: string,
  definition: SettingsDefinition,
): Promise<FeatureStatus> {
  const values: Record<string, unknown> = await ctx.settings(definition);
  const fields = Object.entries(definition.fields);
  const switches = fields.filter(([, field]) => field.kind === 'switch');
  const titles = (some: typeof fields) => some.map(([, field]) => field.title);
  return {
    title,
    on: titles(switches.filter(([name]) => values[name] === true)),
    off: titles(switches.filter(([name]) => values[name] !== true)),
    unset: titles(fields.filter(([name, field]) => isSecret(field) && values[name] === null)),
  };
}
