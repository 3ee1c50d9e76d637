import type { Variables } from '../variables.ts';
import { portal } from './context.ts';
import { broken, type Finding, ok, warning } from './finding.ts';

const NEW_KEY = `Make one with: node -e "console.log('k1:'+crypto.randomBytes(32).toString('base64'))"`;
const WHERE = 'in .dev.vars for this machine, with `npx wrangler secret put` for a deployment';

type Name = keyof Variables;
/** What is wrong with a value, as a sentence; null if nothing. Never repeats the value. */
type Judge = (value: string) => string | null;

interface Rule {
  name: Name;
  /** Absent where the variable may be missing in silence. */
  missing?: { state: 'warning' | 'broken'; says: string };
  judge: Judge;
  remedy: (variables: Variables) => string;
}

const rules: Rule[] = [
  {
    name: 'DISCORD_APPLICATION_ID',
    missing: {
      state: 'broken',
      says: 'DISCORD_APPLICATION_ID is missing, so commands cannot be registered.',
    },
    judge: (value) => (/^\d{15,20}$/.test(value) ? null : 'is not an id of 15 to 20 digits'),
    remedy: () =>
      `Open https://discord.com/developers/applications, choose the application, copy "Application ID", and set it ${WHERE}.`,
  },
  {
    name: 'DISCORD_PUBLIC_KEY',
    missing: { state: 'broken', says: 'DISCORD_PUBLIC_KEY is missing, so every command is refused.' },
    judge: (value) => (/^[0-9a-f]{64}$/i.test(value) ? null : 'is not 64 hexadecimal digits'),
    remedy: ({ DISCORD_APPLICATION_ID: id }) =>
      `Open ${portal(id, 'information')}, copy "Public Key", and set it ${WHERE}.`,
  },
  {
    name: 'DISCORD_TOKEN',
    missing: { state: 'broken', says: 'DISCORD_TOKEN is missing, so nothing can be posted or read.' },
    judge: judgeToken,
    remedy: ({ DISCORD_APPLICATION_ID: id }) =>
      `Open ${portal(id, 'bot')}, press "Reset Token", copy the new one without "Bot " before it, and set it ${WHERE}.`,
  },
  {
    name: 'DISCORD_CLIENT_SECRET',
    missing: {
      state: 'warning',
      says: 'DISCORD_CLIENT_SECRET is missing, so nobody can sign in to the dashboard.',
    },
    judge: judgeClientSecret,
    remedy: ({ DISCORD_APPLICATION_ID: id }) =>
      `Open ${portal(id, 'oauth2')}, press "Reset Secret", copy the new one, and set it ${WHERE}.`,
  },
  {
    name: 'DATABASE_URL',
    missing: { state: 'broken', says: 'DATABASE_URL is missing, so nothing can be kept.' },
    judge: (value) =>
      /^postgres(ql)?:$/.test(parseUrl(value)?.protocol ?? '') ? null : 'is not a postgres:// address',
    remedy: () => `Copy the connection string from the Neon console and set it ${WHERE}.`,
  },
  { name: 'DATABASE_HTTP_URL', judge: judgeHttp, remedy: removeOrCorrect },
  {
    name: 'PUBLIC_URL',
    missing: { state: 'broken', says: 'PUBLIC_URL is missing, so links and the endpoint cannot be made.' },
    judge: judgePublicUrl,
    remedy: () =>
      'Set it to the address at which the Worker is reached, like https://guildhall.example.workers.dev.',
  },
  {
    name: 'ENCRYPTION_KEYS',
    missing: { state: 'broken', says: 'ENCRYPTION_KEYS is missing, so secrets cannot be stored.' },
    judge: judgeKeyRing,
    remedy: () =>
      `Write it as name:base64, newest first, separated by commas. ${NEW_KEY}. Keep old keys behind it: what they sealed needs them.`,
  },
  { name: 'DISCORD_API_URL', judge: judgeDiscordApi, remedy: removeOrCorrect },
  {
    name: 'ANTHROPIC_API_KEY',
    missing: {
      state: 'warning',
      says: 'ANTHROPIC_API_KEY is missing: records are filled in by rules and by hand.',
    },
    judge: (value) => (/\s/.test(value) ? 'has blanks in it' : null),
    remedy: () => `Make a key at https://platform.claude.com/settings/keys and set it ${WHERE}.`,
  },
  { name: 'ANTHROPIC_BASE_URL', judge: judgeHttp, remedy: removeOrCorrect },
];

/** Whether everything that can be set is set and has the right shape. Asks nobody. */
export function checkVariables(variables: Variables): Finding[] {
  return rules.flatMap((rule) => {
    const value = variables[rule.name];
    if (value === undefined) {
      return rule.missing ? [{ check: rule.name, ...rule.missing, remedy: rule.remedy(variables) }] : [];
    }
    const fault = rule.judge(value);
    if (fault) return [broken(rule.name, `${rule.name} ${fault}.`, rule.remedy(variables))];
    if (rule.name === 'ENCRYPTION_KEYS' && variables.PUBLIC_URL && !isLocal(variables.PUBLIC_URL)) {
      const weak = weakKeys(value);
      if (weak.length > 0) {
        return [warning(rule.name, `The key ${weak.join(', ')} is no random one.`, `${NEW_KEY}.`)];
      }
    }
    return [ok(rule.name, `${rule.name} is set and well-formed.`)];
  });
}

function judgeToken(value: string): string | null {
  if (/^Bot\s/i.test(value)) return 'begins with "Bot ", which is added by itself';
  return /^[\w-]{18,}\.[\w-]{6,}\.[\w-]{20,}$/.test(value)
    ? null
    : 'does not look like a bot token, which has three parts with dots between';
}

function judgeClientSecret(value: string): string | null {
  if (judgeToken(value) === null) return 'has three parts with dots between: it is the bot token';
  return /^[\w-]{32}$/.test(value) ? null : 'is not 32 letters, digits, "-" and "_"';
}

function judgeHttp(value: string): string | null {
  return /^https?:$/.test(parseUrl(value)?.protocol ?? '') ? null : 'is not an http(s) address';
}

function judgeDiscordApi(value: string): string | null {
  if (judgeHttp(value)) return judgeHttp(value);
  return /\/api\/?$/.test(value) ? null : 'does not end in /api (the version is added by itself)';
}

function judgePublicUrl(value: string): string | null {
  const url = parseUrl(value);
  if (!url || judgeHttp(value)) return 'is not an http(s) address';
  if (url.protocol === 'http:' && !isLocal(value)) return 'is not https, which Discord insists on';
  if (url.pathname !== '/' || url.search || url.hash) return 'has more than scheme and host';
  return null;
}

function judgeKeyRing(value: string): string | null {
  const names = new Set<string>();
  for (const [index, entry] of value.split(',').entries()) {
    const [name, key, ...more] = entry.trim().split(':');
    if (!name || !key || more.length > 0) return `has a part ${index + 1} that is not name:base64`;
    if (names.has(name)) return `has two keys called ${name}`;
    names.add(name);
    const bytes = keyBytes(key);
    if (bytes?.length !== 32) return `has a key ${name} of ${bytes?.length ?? 0} bytes instead of 32`;
  }
  return null;
}

/** Names of keys that repeat a few bytes, such as the one for local use. */
function weakKeys(ring: string): string[] {
  return ring.split(',').flatMap((entry) => {
    const [name = '', key = ''] = entry.trim().split(':');
    return new Set(keyBytes(key)).size < 16 ? [name] : [];
  });
}

function keyBytes(base64: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  return Buffer.from(base64, 'base64');
}

function removeOrCorrect(): string {
  return 'Correct the address, or remove the variable to use the usual one.';
}

export const isLocal = (url: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(parseUrl(url)?.hostname ?? '');

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
