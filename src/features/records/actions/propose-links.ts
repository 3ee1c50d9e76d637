import { and, eq, inArray, or } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { escapeMarkdown, inertMentions } from '../../../discord/text.ts';
import { changeMaintainer } from '../change-maintainer.ts';
import type { MaintainerRow } from '../find-maintainer.ts';
import { recordsSettings } from '../settings.ts';
import { maintainers } from '../tables.ts';

const ProposeLinksInput = v.array(v.object({ id: v.string(), username: v.string() }));

export interface LinkProposal {
  maintainer: MaintainerRow;
  discordUserId: string;
  /** False while it waits for a person's yes. */
  linked: boolean;
}

/**
 * Matches people who wrote with the roster by their unique Discord username, never by the name they show. A match is
 * proposed and waits for `answerLink`; only if the guild says `auto` it links at once. What was refused stays refused,
 * and an account that is linked already is left alone. Safe to repeat; gives what is open or newly linked.
 */
export async function proposeLinks(
  ctx: ActionContext,
  raw: readonly { id: string; username: string }[],
): Promise<LinkProposal[]> {
  await ctx.require('records:write');
  const people = parseInput(ProposeLinksInput, raw);
  const { maintainerLinks } = await ctx.settings(recordsSettings);
  const byUsername = uniquePeople(people);
  if (maintainerLinks === 'off' || byUsername.size === 0) return [];

  const rows = await ctx.db
    .select()
    .from(maintainers)
    .where(
      and(
        eq(maintainers.guildId, ctx.guildId),
        or(
          inArray(maintainers.username, [...byUsername.keys()]),
          inArray(maintainers.discordUserId, [...byUsername.values()]),
        ),
      ),
    );
  const taken = new Set(rows.map((row) => row.discordUserId));
  const proposals: LinkProposal[] = [];
  for (const row of rows) {
    const discordUserId = row.username === null ? undefined : byUsername.get(row.username);
    if (!discordUserId || row.discordUserId || taken.has(discordUserId)) continue;
    if (row.refusedUserIds.includes(discordUserId)) continue;
    const proposal = await propose(ctx, row, discordUserId, maintainerLinks === 'auto');
    if (proposal) proposals.push(proposal);
  }
  return proposals;
}

/** A proposal that waits for a yes, in one sentence for those who will read about the message. */
export const proposalNote = ({ maintainer, discordUserId }: LinkProposal): string =>
  `Is <@${discordUserId}> the maintainer ${inertMentions(escapeMarkdown(maintainer.name))}? Staff can answer with \`/maintainer list\`.`;

async function propose(
  ctx: ActionContext,
  row: MaintainerRow,
  discordUserId: string,
  linked: boolean,
): Promise<LinkProposal | undefined> {
  if (!linked && row.proposedUserId === discordUserId) return { maintainer: row, discordUserId, linked };
  try {
    const maintainer = linked
      ? await changeMaintainer(ctx, row, {
          verb: 'linked',
          action: 'auto-link',
          set: { discordUserId, proposedUserId: null },
        })
      : await changeMaintainer(ctx, row, { action: 'propose-link', set: { proposedUserId: discordUserId } });
    return { maintainer, discordUserId, linked };
  } catch (error) {
    // Somebody else was at the same person just now; what they did stands.
    if (error instanceof ConflictError) return undefined;
    throw error;
  }
}

/** Username → id; a username that two accounts claim matches nobody. */
function uniquePeople(people: readonly { id: string; username: string }[]): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const { id, username } of people) {
    const key = username.toLowerCase();
    if (key === '' || !/^\d{15,20}$/.test(id)) continue;
    found.set(key, (found.get(key) ?? new Set()).add(id));
  }
  return new Map(
    [...found].flatMap(([key, ids]): [string, string][] =>
      ids.size === 1 ? [[key, [...ids].join('')]] : [],
    ),
  );
}
