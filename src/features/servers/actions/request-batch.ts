import { and, eq, inArray } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { DisabledError, GuildhallError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { explainRefusal, withinLimitOfPerson } from '../action-limits.ts';
import { findServer } from '../find-server.ts';
import { MOST_IN_BATCH, SERVER_ACTIONS, WAITING } from '../model.ts';
import { newAction, whyNeedless } from '../new-action.ts';
import { PanelUnavailable } from '../panel/panel-errors.ts';
import { serversSettings } from '../settings.ts';
import { type ActionRow, serverActions } from '../tables.ts';

export const BatchInput = v.object({
  action: v.picklist(SERVER_ACTIONS, 'Say start, stop or reboot.'),
  servers: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(64))),
    v.minLength(1, 'Choose the servers that you mean.'),
    v.maxLength(MOST_IN_BATCH, `At most ${MOST_IN_BATCH} servers at once.`),
  ),
});
export type BatchInput = v.InferInput<typeof BatchInput>;

/** A server that nothing is done to. */
export interface LeftOut {
  serverId: string;
  /** A sentence. */
  why: string;
}

/** What is wrong with no single server: told once, not as the reason for each. */
const CONCERNS_ALL = [PanelUnavailable, DisabledError] as const;

/** Calls to the panel at one time; the platform lets six wait. */
const AT_ONCE = 6;

/**
 * Staff want the same done to several servers. Nothing is asked of the panel yet: it waits for the same person's yes
 * (end-batch.ts), with what each server is now. What makes no sense for a server leaves it out, with the reason.
 * Throws InputError when all are left out, PanelUnavailable while the panel does not answer, DisabledError without one.
 */
export async function requestBatch(
  ctx: ActionContext,
  input: BatchInput,
): Promise<{ id: string; rows: ActionRow[]; left: LeftOut[] }> {
  await ctx.require('servers:manage', 'write');
  const { action, servers } = parseInput(BatchInput, input);
  const serverIds = [...new Set(servers)];
  const [settings, busy] = await Promise.all([ctx.settings(serversSettings), underWay(ctx, serverIds)]);
  const id = ctx.newId();
  const rows: ActionRow[] = [];
  const left: LeftOut[] = [];
  const look = async (serverId: string) => {
    try {
      const server = await findServer(ctx, serverId, 'any');
      const row = newAction(ctx, { id: ctx.newId(), batchId: id, action, server, settings });
      const why = busy.has(serverId) ? `Something is under way with ${server.name}.` : whyNeedless(row);
      if (why) left.push({ serverId, why });
      else rows.push(row);
    } catch (error) {
      if (!(error instanceof GuildhallError) || CONCERNS_ALL.some((one) => error instanceof one)) throw error;
      left.push({ serverId, why: `${serverId}: ${error.message}` });
    }
  };
  for (let start = 0; start < serverIds.length; start += AT_ONCE)
    await Promise.all(serverIds.slice(start, start + AT_ONCE).map(look));
  left.sort((a, b) => serverIds.indexOf(a.serverId) - serverIds.indexOf(b.serverId));
  const [first] = rows;
  if (!first) throw new InputError(`There is nothing to do. ${left.map(({ why }) => why).join(' ')}`);
  try {
    await ctx.commit({
      statements: [withinLimitOfPerson(ctx, first), ctx.db.insert(serverActions).values(rows)],
      audit: [
        {
          action: 'servers.request-batch',
          target: `server-batch:${id}`,
          after: { action, servers: rows.map(({ serverId }) => serverId) },
        },
      ],
    });
  } catch (error) {
    throw explainRefusal(ctx, error, first.serverName);
  }
  rows.sort((a, b) => a.serverName.localeCompare(b.serverName));
  return { id, rows, left };
}

async function underWay(ctx: ActionContext, serverIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.db
    .select({ serverId: serverActions.serverId })
    .from(serverActions)
    .where(
      and(
        eq(serverActions.guildId, ctx.guildId),
        inArray(serverActions.serverId, [...serverIds]),
        inArray(serverActions.state, [...WAITING]),
      ),
    );
  return new Set(rows.map(({ serverId }) => serverId));
}
