import { botInviteUrl, discordNeeds } from '../../src/core/access/discord-needs.ts';
import { commandsJson } from '../../src/core/interactions/command-json.ts';
import { compareCommands, reconcileCommands } from '../../src/core/interactions/reconcile-commands.ts';
import type { Outside } from '../../src/core/outside.ts';
import type { Registry } from '../../src/core/registry.ts';
import { DiscordError, explainDiscordError } from '../../src/discord/errors.ts';
import { listCurrentUserGuilds } from '../../src/discord/users.ts';
import { checkPublicKey, checkToken } from '../doctor/check-application.ts';
import { authorizeUrl, createDoctorContext, type DoctorContext } from '../doctor/context.ts';
import type { Finding } from '../doctor/finding.ts';
import { runChecks } from '../doctor/run-checks.ts';
import type { Variables } from '../variables.ts';
import { type CloudflareSettings, findPublicUrl, openCloudflare } from './access.ts';
import { awaitHealth } from './await-health.ts';
import { checkSettings } from './check-settings.ts';
import { readConfiguration } from './configuration.ts';
import { connectDiscord, signInNotes } from './connect-discord.ts';
import { deployWorker } from './deploy-worker.ts';
import { readDeployedWorker } from './deployed-worker.ts';
import { settleKeys } from './encryption-keys.ts';
import { lookAtDatabase, migrateDatabase } from './migrate-database.ts';
import { makeResources } from './resources.ts';
import { holdsSealedSecrets } from './sealed-secrets.ts';
import { already, done, failed, type Outcome, planned, StepFailed, Steps } from './step.ts';

export interface DeployOptions {
  variables: Variables;
  cloudflare: CloudflareSettings;
  registry: Registry;
  outside: Outside;
  wranglerFile: string;
  migrationsFolder: string;
  /** Where made keys are kept. */
  variablesFile: string;
  /** Shows what would be done. */
  dryRun: boolean;
  /** The workers.dev name to register, if the account has none. */
  subdomain?: string | undefined;
  replaceKeys: boolean;
  /** A machine that forgets its files afterwards, such as one of a build service. */
  isPassing: boolean;
  /** How long to wait for the Worker's first answer, in milliseconds. */
  healthLimitMs?: number;
  /** Asks the person; absent where nobody can answer. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
  print: (line: string) => void;
}

const STEPS = 10;

/**
 * Takes an installation from nothing to live, or to this code's state, in steps that each do only what is not yet so.
 * A step that fails undoes nothing; the next run finds what was done and goes on from there.
 * @throws StepFailed after it was printed.
 */
export async function deployGuildhall(options: DeployOptions): Promise<Steps> {
  const { variables, outside, registry, dryRun, print } = options;
  const steps = new Steps(STEPS, print);
  const needs = discordNeeds(registry);

  const configuration = await steps.run('settings', async () => {
    checkSettings(variables, options.cloudflare);
    const read = await readConfiguration(options.wranglerFile).catch(() => {
      throw failed(
        'wrangler.toml is missing or cannot be read.',
        'Run `npx wrangler deploy --dry-run`, which names the line.',
      );
    });
    return already('everything that is needed is set.', read);
  });

  const access = await steps.run('access', async () => {
    const { cloudflare, accountId } = await openCloudflare(options.cloudflare, outside);
    const publicUrl = await findPublicUrl(cloudflare, accountId, configuration, {
      given: variables.PUBLIC_URL,
      subdomain: options.subdomain,
      dryRun,
    });
    const context = createDoctorContext(
      doctorOptions(options, { ...variables, PUBLIC_URL: publicUrl }),
      new Set(),
    );
    refuseBroken(await checkToken(context));
    refuseBroken(await checkPublicKey(context));
    const [application, database, deployed] = await Promise.all([
      context.application(),
      lookAtDatabase(context),
      readDeployedWorker(cloudflare, accountId, configuration.name),
    ]);
    const value = { cloudflare, accountId, publicUrl, context, application, database, deployed };
    return already(`Cloudflare, Discord (“${application.name}”) and the database let us in.`, value);
  });
  const { cloudflare, accountId, publicUrl, context, application, deployed } = access;

  if (!deployed.exists && !dryRun && options.confirm) {
    const question = `Make the Worker "${configuration.name}" at ${publicUrl} and connect “${application.name}” to it?`;
    if (!(await options.confirm(question)))
      throw failed('Nothing was changed.', 'Run it again when you like.');
  }

  const ring = await steps.run('keys', () =>
    settleKeys({
      ring: variables.ENCRYPTION_KEYS,
      worker: deployed,
      file: options.variablesFile,
      dryRun,
      isPassing: options.isPassing,
      replaceKeys: options.replaceKeys,
      hasSealed: () => holdsSealedSecrets(variables),
    }),
  );
  await steps.run('queues and files', () => makeResources(cloudflare, accountId, configuration, dryRun));
  await steps.run('database', () => migrateDatabase(context, access.database, dryRun));

  const { ENCRYPTION_KEYS: _own, ...others } = variables;
  const secrets = { ...others, PUBLIC_URL: publicUrl, ...(ring ? { ENCRYPTION_KEYS: ring } : {}) };
  await steps.run('worker', () =>
    deployWorker({
      cloudflare,
      accountId,
      configuration,
      configurationFile: options.wranglerFile,
      deployed,
      secrets,
      dryRun,
    }),
  );
  await steps.run('answer', async () =>
    dryRun && !deployed.exists
      ? planned(`would wait until ${publicUrl} answers.`, undefined)
      : await awaitHealth(outside, publicUrl, dryRun ? 0 : options.healthLimitMs),
  );
  await steps.run('commands', () => putCommands(context, application.id, dryRun));
  await steps.run('connection', async () => {
    const options = { dryRun, sleep: outside.sleep };
    const outcome = await connectDiscord(context.rest, application, needs, publicUrl, options);
    const signIn = variables.DISCORD_CLIENT_SECRET ? signInNotes(application, publicUrl) : [];
    return { ...outcome, notes: [...(outcome.notes ?? []), ...signIn] };
  });
  await steps.run('doctor', () => examine(options, { ...variables, ...secrets }, context));

  const invite = botInviteUrl(needs, {
    applicationId: application.id,
    authorizeUrl: authorizeUrl(context.apiUrl),
  });
  for (const line of ['', `Invite the bot with this link:  ${invite}`]) print(line);
  print('It asks for exactly the permissions that the features need. Then, in your server: /guildhall');
  return steps;
}

const doctorOptions = (options: DeployOptions, variables: Variables) => ({
  variables,
  registry: options.registry,
  outside: options.outside,
  wranglerFile: options.wranglerFile,
  migrationsFolder: options.migrationsFolder,
});

function refuseBroken(findings: readonly Finding[]): void {
  const broken = findings.filter(({ state }) => state === 'broken');
  if (broken.length > 0) throw new StepFailed(broken.map(({ says, remedy = '' }) => ({ says, remedy })));
}

/** Makes Discord's list of commands ours; only differences are sent. */
async function putCommands(
  { rest, registry }: DoctorContext,
  applicationId: string,
  dryRun: boolean,
): Promise<Outcome<void>> {
  const wanted = commandsJson(registry);
  try {
    if (dryRun) {
      const { create, change, delete: gone } = await compareCommands(rest, applicationId, wanted);
      const names = [...create, ...change, ...gone].map(({ name }) => name);
      if (names.length > 0) return planned(`would tell Discord about ${names.join(', ')}.`, undefined);
      return already(`Discord knows all ${wanted.length} commands.`, undefined);
    }
    const { created, changed, deleted } = await reconcileCommands(rest, applicationId, wanted);
    const said = Object.entries({ added: created, changed, 'took away': deleted })
      .filter(([, names]) => names.length > 0)
      .map(([verb, names]) => `${verb} ${names.join(', ')}`);
    if (said.length > 0) return done(`${said.join('; ')}.`, undefined);
    return already(`Discord knows all ${wanted.length} commands.`, undefined);
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    throw failed(
      `Discord did not take all commands: ${explainDiscordError(error)}`,
      'Run `npm run deploy` again; only those that are missing are sent.',
    );
  }
}

/** Looks at the whole from outside. A bot that nobody has invited yet is no fault here, but the next step. */
async function examine(
  options: DeployOptions,
  variables: Variables,
  { rest }: DoctorContext,
): Promise<Outcome<void>> {
  if (options.dryRun) return already('`npm run doctor` looks at everything without changing it.', undefined);
  const [findings, guilds] = await Promise.all([
    runChecks(doctorOptions(options, variables)),
    listCurrentUserGuilds(rest, { limit: 1 }).catch(() => undefined),
  ]);
  const relevant = findings.filter(({ check }) => !(check === 'guilds' && guilds?.length === 0));
  refuseBroken(relevant);
  const notes = relevant
    .filter(({ state }) => state === 'warning')
    .flatMap(({ says, remedy = '' }) => [`! ${says}`, `  → ${remedy}`]);
  const sound = relevant.filter(({ state }) => state === 'ok').length;
  return already(`${sound} things looked at, nothing is broken.`, undefined, notes);
}
