import { botInviteUrl, discordNeeds } from '../../../core/access/discord-needs.ts';
import { authorizePage } from '../../../core/accounts/authorization.ts';
import type { ActionContext } from '../../../core/context.ts';
import { listPostProblems, type PostProblem } from '../../../core/posts/problems.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { PERMISSIONS, permissionLabels } from '../../../discord/permissions.ts';
import { listCurrentUserGuilds } from '../../../discord/users.ts';
import { readStatus, type Status } from '../actions/read-status.ts';

export interface Finding {
  title: string;
  state: 'ok' | 'degraded' | 'off';
  /** What is wrong and what to do; what it does when all is well. */
  words: string;
  /** Where to mend it. */
  link?: { href: string; title: string };
}

const dependencyTitles: Record<string, { title: string; does: string }> = {
  database: { title: 'Database', does: 'Keeps everything.' },
  interactions: { title: 'Commands from Discord', does: "Discord's signature can be checked." },
  discord: { title: 'Bot', does: 'Can read and post in Discord.' },
  signIn: { title: 'Sign-in', does: 'People can sign in to this dashboard with Discord.' },
  gateway: { title: 'Gateway', does: 'Hears what happens in Discord.' },
  claude: { title: 'Claude', does: 'Reads messages and suggests records.' },
  directMessages: { title: 'Direct messages', does: 'All that people wrote to the bot was taken in.' },
  secrets: { title: 'Encryption of secrets', does: 'Keys and webhook addresses are kept encrypted.' },
};

/** How this server is doing: what Guildhall leans on, and what Discord lets it do here. Asks Discord twice. */
export async function readFindings(
  ctx: ActionContext,
  base: string,
): Promise<{ findings: Finding[]; status: Status }> {
  const [status, permissions, unposted] = await Promise.all([
    readStatus(ctx, undefined),
    botPermissions(ctx),
    listPostProblems(ctx),
  ]);
  const findings: Finding[] = Object.entries(status.dependencies).map(([name, dependency]) => {
    const { state, reason, fix } = dependency;
    const known = dependencyTitles[name];
    const words = reason ?? known?.does ?? 'It works.';
    return { title: known?.title ?? name, state, words, ...(fix ? { link: fix } : {}) };
  });
  return {
    status,
    findings: [
      ...findings,
      intents(status),
      mayDo(ctx, permissions),
      ...posting(unposted, base),
      ...unset(ctx, status, base),
    ],
  };
}

function intents({ missingIntents, applicationId }: Status): Finding {
  const title = 'Privileged intents';
  if (missingIntents === undefined) {
    return {
      title,
      state: 'degraded',
      words: 'Discord did not say which intents are on. Look again in a minute.',
    };
  }
  if (missingIntents.length === 0)
    return { title, state: 'ok', words: 'Every intent that a feature needs is on.' };
  const words = missingIntents.map(({ intent, lost }) => `${intent} is off: ${lost.join(' ')}`).join(' ');
  return {
    title,
    state: 'degraded',
    words,
    ...(applicationId
      ? {
          link: {
            href: `https://discord.com/developers/applications/${applicationId}/bot`,
            title: 'Switch it on in the developer portal',
          },
        }
      : {}),
  };
}

/** What the bot may do in this server against what the features need. */
export function mayDo(ctx: ActionContext, held: bigint | undefined): Finding {
  const title = 'Permissions in this server';
  const { config, registry } = ctx.runtime;
  const needs = discordNeeds(registry);
  if (held === undefined) {
    return {
      title,
      state: 'degraded',
      words: 'Discord did not say what the bot may do here. Look again in a minute.',
    };
  }
  const isAdmin = (held & PERMISSIONS.ADMINISTRATOR.bit) !== 0n;
  const missing = isAdmin ? [] : needs.permissions.filter((name) => (held & PERMISSIONS[name].bit) === 0n);
  if (missing.length === 0) return { title, state: 'ok', words: 'The bot has what the features need.' };
  const { applicationId, apiUrl } = config.discord;
  const finding: Finding = {
    title,
    state: 'degraded',
    words: `The bot lacks: ${permissionLabels(missing)}.`,
  };
  if (!applicationId) return finding;
  const href = botInviteUrl(needs, {
    applicationId,
    guildId: ctx.guildId,
    authorizeUrl: authorizePage(apiUrl),
  });
  return { ...finding, link: { href, title: 'Give the bot these permissions' } };
}

/** Messages that find no channel that takes them. */
function posting(problems: readonly PostProblem[], base: string): Finding[] {
  const [first] = problems;
  if (!first) return [];
  const title =
    problems.length === 1 ? 'A message cannot be posted' : `${problems.length} messages cannot be posted`;
  const words = `${first.problem.replaceAll('`', '')} They are tried again by themselves once that is mended.`;
  return [{ title, state: 'degraded', words, link: { href: `${base}/setup`, title: 'Set-up' } }];
}

/** Things that only a person can fill in, and that some switched-on feature waits for. */
function unset(ctx: ActionContext, status: Status, base: string): Finding[] {
  return status.features.flatMap(({ title, unset: missing }): Finding[] => {
    const name = ctx.runtime.registry.features.find((feature) => feature.title === title)?.settings?.feature;
    if (missing.length === 0 || !name) return [];
    return [
      {
        title: `${title}: optional settings`,
        state: 'ok',
        words: `Not set: ${missing.join(', ')}.`,
        link: { href: `${base}/settings/${name}`, title: `${title} settings` },
      },
    ];
  });
}

/** The bot's permissions in this guild; the list of its guilds tells them, beginning right before this one. */
export async function botPermissions(ctx: ActionContext): Promise<bigint | undefined> {
  try {
    const after = String(BigInt(ctx.guildId) - 1n);
    const [guild] = await listCurrentUserGuilds(ctx.discord, { after, limit: 1 });
    return guild?.id === ctx.guildId ? BigInt(guild.permissions) : undefined;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn("the bot's permissions are not known", { error });
    return undefined;
  }
}
