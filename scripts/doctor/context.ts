import type { RESTGetCurrentApplicationResult } from 'discord-api-types/v10';
import type { Outside } from '../../src/core/outside.ts';
import type { Registry } from '../../src/core/registry.ts';
import { getCurrentApplication } from '../../src/discord/application.ts';
import { DiscordApiError, DiscordRefused } from '../../src/discord/errors.ts';
import { createDiscordRest, type DiscordRest } from '../../src/discord/rest.ts';
import type { Variables } from '../variables.ts';
import { NotChecked } from './finding.ts';
import { type HealthAnswer, parseHealth } from './worker-health.ts';

export interface DoctorOptions {
  variables: Variables;
  registry: Registry;
  outside: Outside;
  /** Look at this guild only. */
  guildId?: string | undefined;
  /** Roles that the bot is meant to hand out, beside those that features declare. */
  roleIds?: readonly string[];
  /** Ask Claude whether the key is good; costs nothing, but is a call to somebody else. */
  askClaude?: boolean;
  /** Look whether the webhooks in the settings still exist; one call each. */
  askWebhooks?: boolean;
  /** The configuration that `wrangler deploy` reads. */
  wranglerFile: string;
  migrationsFolder: string;
}

/** What all checks look at. Calls that several need are made once. */
export interface DoctorContext extends DoctorOptions {
  apiUrl: string;
  rest: DiscordRest;
  /** @throws NotChecked when Discord does not say who the token belongs to; the check `token` says why. */
  application(): Promise<RESTGetCurrentApplicationResult>;
  /** Discord's answer to the same call as it came. */
  applicationAnswer(): Promise<RESTGetCurrentApplicationResult>;
  workerHealth(): Promise<HealthAnswer>;
  /** Variables that are missing or malformed, which their own findings say. */
  faulty: ReadonlySet<string>;
}

/** Nobody waits longer than this for one answer, and a doctor asks once. */
export const ANSWER_TIMEOUT_MS = 8_000;

export function createDoctorContext(options: DoctorOptions, faulty: ReadonlySet<string>): DoctorContext {
  const { variables, outside } = options;
  const apiUrl = variables.DISCORD_API_URL ?? 'https://discord.com/api';
  const rest = createDiscordRest({
    ...outside,
    apiUrl,
    timeoutMs: ANSWER_TIMEOUT_MS,
    ...(variables.DISCORD_TOKEN ? { token: variables.DISCORD_TOKEN } : {}),
  });
  let asked: Promise<RESTGetCurrentApplicationResult> | undefined;
  const applicationAnswer = () => {
    asked ??= getCurrentApplication(rest, { retries: 1 });
    return asked;
  };
  let felt: Promise<HealthAnswer> | undefined;
  return {
    ...options,
    apiUrl,
    rest,
    faulty,
    workerHealth: () => {
      felt ??= askHealth(options);
      return felt;
    },
    applicationAnswer,
    application: () =>
      applicationAnswer().catch((error: unknown) => {
        throw new NotChecked(reasonFor(error));
      }),
  };
}

function reasonFor(error: unknown): string {
  if (error instanceof DiscordApiError && error.status === 401) return 'Discord does not accept the token';
  if (error instanceof DiscordRefused && error.reason === 'no-token') return 'there is no usable token';
  return 'Discord did not say whose token it is';
}

async function askHealth({ outside, variables }: DoctorOptions): Promise<HealthAnswer> {
  const url = variables.PUBLIC_URL?.replace(/\/+$/, '');
  if (!url) return { kind: 'nothing' };
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await outside.fetch(`${url}/health`, { redirect: 'manual', signal });
    const health = parseHealth(await response.text());
    return health ? { kind: 'health', health } : { kind: 'other', status: response.status };
  } catch {
    return { kind: 'nothing' };
  }
}

/** `https://host` of the pages that people open, e.g. to invite the bot; differs from discord.com only locally. */
export const authorizeUrl = (apiUrl: string): string =>
  apiUrl.startsWith('https://discord.com/')
    ? 'https://discord.com/oauth2/authorize'
    : `${apiUrl.replace(/\/api\/?$/, '')}/oauth2/authorize`;

/** Where an application is set up. */
export const portal = (applicationId: string | undefined, page: string): string =>
  `https://discord.com/developers/applications/${applicationId ?? '<application id>'}/${page}`;
