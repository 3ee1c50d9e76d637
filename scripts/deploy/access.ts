import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Outside } from '../../src/core/outside.ts';
import {
  CLOUDFLARE_API,
  type Cloudflare,
  CloudflareError,
  createCloudflare,
  explain,
  isRefusedAccess,
} from './cloudflare-api.ts';
import type { WorkerConfiguration } from './configuration.ts';
import { readLogin } from './run-wrangler.ts';
import { failed } from './step.ts';

export interface CloudflareSettings {
  token: string | undefined;
  accountId: string | undefined;
  apiUrl: string;
}

export const PERMISSIONS = 'Workers Scripts: Edit, Queues: Edit, Workers R2 Storage: Edit';
const NEW_TOKEN = `Make an API token at https://dash.cloudflare.com/profile/api-tokens with the permissions ${PERMISSIONS}, and set CLOUDFLARE_API_TOKEN to it (environment or .env); or run \`npx wrangler login\`.`;

/** The variables that wrangler itself uses; from the environment, else from `.env`. Never bound to the Worker. */
export function readCloudflareSettings(
  env: Readonly<Record<string, string | undefined>> = process.env,
  file = '.env',
): CloudflareSettings {
  const stored = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const read = (name: string) => env[name] || stored[name] || undefined;
  return {
    token: read('CLOUDFLARE_API_TOKEN'),
    accountId: read('CLOUDFLARE_ACCOUNT_ID'),
    apiUrl: read('CLOUDFLARE_API_BASE_URL') ?? CLOUDFLARE_API,
  };
}

/** Opens the API with the token, or with the login of `wrangler login`, and settles which account is meant. */
export async function openCloudflare(
  settings: CloudflareSettings,
  outside: Outside,
): Promise<{ cloudflare: Cloudflare; accountId: string }> {
  const token = settings.token ?? (await readLogin());
  if (!token) throw failed('There is no access to Cloudflare: CLOUDFLARE_API_TOKEN is missing.', NEW_TOKEN);
  const cloudflare = createCloudflare({ token, apiUrl: settings.apiUrl }, outside);
  if (settings.accountId) return { cloudflare, accountId: settings.accountId };
  const accounts = await cloudflare
    .request<{ id: string; name: string }[]>('GET', '/accounts')
    .catch((error) => {
      throw isRefusedAccess(error)
        ? failed(`Cloudflare does not accept the token: ${error.message} (code ${error.code}).`, NEW_TOKEN)
        : explain(error, 'to list the accounts', 'Account Settings: Read');
    });
  const [only] = accounts;
  if (only && accounts.length === 1) return { cloudflare, accountId: only.id };
  throw failed(
    accounts.length === 0
      ? 'The token shows no Cloudflare account.'
      : `The token reaches ${accounts.length} accounts: ${accounts.map(({ id, name }) => `${name} (${id})`).join(', ')}.`,
    'Set CLOUDFLARE_ACCOUNT_ID to the one that is meant; its id stands in the address of https://dash.cloudflare.com.',
  );
}

const NO_SUBDOMAIN = 10007;

/**
 * Where the Worker will be reached: the configured domain, else `<worker>.<subdomain>.workers.dev`. Also the first call
 * into the account, so it tells whether the token may do anything there.
 */
export async function findPublicUrl(
  cloudflare: Cloudflare,
  accountId: string,
  { name, routeUrl, workersDev }: WorkerConfiguration,
  options: { given: string | undefined; subdomain: string | undefined; dryRun: boolean },
): Promise<string> {
  const subdomain = await readSubdomain(cloudflare, accountId);
  const known = options.given?.replace(/\/+$/, '') ?? routeUrl;
  if (known) return known;
  if (!workersDev) {
    throw failed(
      'wrangler.toml gives the Worker no address.',
      'Set workers_dev = true, add a route with custom_domain = true, or set PUBLIC_URL.',
    );
  }
  if (subdomain) return `https://${name}.${subdomain}.workers.dev`;
  if (!options.subdomain) {
    throw failed(
      'The Cloudflare account has no workers.dev address yet.',
      `Choose one: npm run deploy -- --subdomain my-organisation makes https://${name}.my-organisation.workers.dev. It is for the whole account and hard to change.`,
    );
  }
  if (!options.dryRun) {
    await cloudflare
      .request('PUT', `/accounts/${accountId}/workers/subdomain`, { subdomain: options.subdomain })
      .catch((error) => {
        throw explain(error, `the subdomain "${options.subdomain}"`, 'Workers Scripts: Edit');
      });
  }
  return `https://${name}.${options.subdomain}.workers.dev`;
}

async function readSubdomain(cloudflare: Cloudflare, accountId: string): Promise<string | undefined> {
  try {
    const path = `/accounts/${accountId}/workers/subdomain`;
    return (await cloudflare.request<{ subdomain?: string }>('GET', path)).subdomain;
  } catch (error) {
    if (error instanceof CloudflareError && error.code === NO_SUBDOMAIN) return undefined;
    if (isRefusedAccess(error)) {
      throw failed(
        `Cloudflare does not accept the token for the account ${accountId}: ${error.message} (code ${error.code}).`,
        `Check CLOUDFLARE_ACCOUNT_ID. ${NEW_TOKEN}`,
      );
    }
    throw explain(error, 'to show the workers.dev address', 'Workers Scripts: Edit');
  }
}
