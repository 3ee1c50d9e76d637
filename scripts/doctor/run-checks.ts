import { DiscordError, explainDiscordError } from '../../src/discord/errors.ts';
import type { Variables } from '../variables.ts';
import { checkIntents, checkPublicKey, checkToken } from './check-application.ts';
import { checkClaude } from './check-claude.ts';
import { checkClock } from './check-clock.ts';
import { checkCommands } from './check-commands.ts';
import { checkDatabase } from './check-database.ts';
import { checkEndpointAnswers, checkEndpointSetting } from './check-endpoint.ts';
import { checkEventWebhook } from './check-event-webhook.ts';
import { checkGuilds } from './check-guilds.ts';
import { checkQueues } from './check-queues.ts';
import { checkVariables } from './check-variables.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { createDoctorContext, type DoctorContext, type DoctorOptions } from './context.ts';
import { broken, type Finding, NotChecked, ok, skipped } from './finding.ts';

type Check = [name: string, run: (context: DoctorContext) => Promise<Finding[]>];

/** In the order in which a person would set things up. */
const checks: Check[] = [
  ['token', checkToken],
  ['public-key', checkPublicKey],
  ['endpoint', checkEndpointSetting],
  ['event-webhook', checkEventWebhook],
  ['worker', checkEndpointAnswers],
  ['clock', checkClock],
  ['intents', checkIntents],
  ['guilds', checkGuilds],
  ['commands', checkCommands],
  ['database', checkDatabase],
  ['queues', checkQueues],
  ['claude', checkClaude],
  ['webhooks', checkWebhooks],
];

/** Makes every check by itself: one that fails, or throws, hides no other. Changes nothing anywhere. */
export async function runChecks(options: DoctorOptions): Promise<Finding[]> {
  const ofVariables = checkVariables(options.variables);
  const context = createDoctorContext(
    { ...options, variables: usableVariables(options.variables, ofVariables) },
    new Set(ofVariables.filter(({ state }) => state !== 'ok').map(({ check }) => check)),
  );
  const found = await Promise.all([
    Promise.all(ofVariables.map((finding) => forgiveMissing(finding, options.variables, context))),
    ...checks.map((check) => runCheck(check, context)),
  ]);
  const clean = secretHider(options.variables);
  return found.flat().map((finding) => ({
    ...finding,
    says: clean(finding.says),
    ...(finding.remedy ? { remedy: clean(finding.remedy) } : {}),
  }));
}

/** A malformed address also spoils what would be sent there. */
const SENT_TO: Partial<Record<string, keyof Variables>> = {
  DISCORD_API_URL: 'DISCORD_TOKEN',
  DATABASE_HTTP_URL: 'DATABASE_URL',
  ANTHROPIC_BASE_URL: 'ANTHROPIC_API_KEY',
};

/** Without what is malformed: trying it would report the same cause a second time in other words. */
function usableVariables(variables: Variables, findings: readonly Finding[]): Variables {
  const usable = { ...variables };
  for (const { check, state } of findings) {
    if (state !== 'broken') continue;
    // The address itself stays: without it the check would ask the real Discord instead.
    delete usable[SENT_TO[check] ?? (check as keyof Variables)];
  }
  return usable;
}

/** Secrets that only the Worker needs, by the part of its health that shows whether it has them. */
const NEEDED_BY_WORKER: Partial<Record<string, string>> = {
  DISCORD_CLIENT_SECRET: 'signIn',
  ENCRYPTION_KEYS: 'secrets',
  ANTHROPIC_API_KEY: 'claude',
};

/** A secret of the deployment need not lie on the machine from which somebody looks. */
async function forgiveMissing(
  finding: Finding,
  variables: Variables,
  context: DoctorContext,
): Promise<Finding> {
  const part = NEEDED_BY_WORKER[finding.check];
  if (!part || variables[finding.check as keyof Variables]) return finding;
  const answer = await context.workerHealth();
  const hasIt = answer.kind === 'health' && answer.health.dependencies[part]?.state === 'ok';
  return hasIt ? ok(finding.check, `${finding.check} is not set here, but the Worker has one.`) : finding;
}

async function runCheck([name, run]: Check, context: DoctorContext): Promise<Finding[]> {
  try {
    return await run(context);
  } catch (error) {
    if (error instanceof NotChecked) {
      return [skipped(name, `Not looked at (${name}): ${error.message}.`)];
    }
    if (error instanceof DiscordError) {
      return [
        broken(name, `Not looked at (${name}): ${explainDiscordError(error)}`, 'Run the doctor again.'),
      ];
    }
    const word = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [broken(name, `The check "${name}" itself failed: ${word}`, 'Please report this as a bug.')];
  }
}

const SECRETS = [
  'DISCORD_TOKEN',
  'DISCORD_CLIENT_SECRET',
  'DATABASE_URL',
  'ANTHROPIC_API_KEY',
  'ENCRYPTION_KEYS',
] as const;

/** Takes secrets out of a text, should anything outside have answered with one, and what would move a terminal's cursor. */
export function secretHider(variables: Variables, more: readonly string[] = []): (text: string) => string {
  const secrets = [...more, ...SECRETS.flatMap((name) => variables[name] ?? [])];
  const { DATABASE_URL: url, ENCRYPTION_KEYS: ring } = variables;
  if (url && URL.canParse(url))
    secrets.push(decodeURIComponent(new URL(url).password), new URL(url).password);
  secrets.push(...(ring ?? '').split(',').map((entry) => entry.trim().split(':')[1] ?? ''));
  // Shorter than this is no secret, but a word like "postgres" that our own sentences use.
  const hidden = secrets.filter((secret) => secret.length >= 10).sort((a, b) => b.length - a.length);
  return (text) => {
    const plain = hidden.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
    return [...plain].filter((char) => char >= ' ' && char !== '\u007f').join('');
  };
}
