import { DiscordError } from '../../discord/errors.ts';
import { listAuthorizedUserGuilds } from '../../discord/oauth.ts';
import { listCurrentUserGuilds } from '../../discord/users.ts';
import type { KnownGuild } from '../tables.ts';
import type { AccountsContext } from './accounts-context.ts';

/** Discord gives at most so many guilds a page. */
const PAGE = 200;
/** A bot in more than a thousand guilds is looked for among the first thousand only. */
const MOST_PAGES = 5;

/** The person's guilds and whether the bot is in each. `before` stands in for what Discord doesn't say of the bot. */
export async function readGuilds(
  accounts: AccountsContext,
  accessToken: string,
  before: readonly KnownGuild[] = [],
): Promise<KnownGuild[]> {
  const [guilds, withBot] = await Promise.all([
    listAuthorizedUserGuilds(accounts.discord, accessToken),
    botGuildIds(accounts),
  ]);
  return guilds.map(({ id, name, owner, permissions }) => ({
    id,
    name,
    owner,
    permissions,
    hasBot: withBot ? withBot.has(id) : (before.find((known) => known.id === id)?.hasBot ?? false),
  }));
}

async function botGuildIds({ discord, runtime }: AccountsContext): Promise<Set<string> | undefined> {
  const found = new Set<string>();
  let after: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page++) {
      const guilds = await listCurrentUserGuilds(discord, { limit: PAGE, ...(after ? { after } : {}) });
      for (const { id } of guilds) found.add(id);
      after = guilds.at(-1)?.id;
      if (guilds.length < PAGE || !after) break;
    }
    return found;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    runtime.log.warn("the bot's guilds are not known", { error });
    return undefined;
  }
}
