import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { actorLabel } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation, requireThat } from '../../../core/database/guard.ts';
import { ConflictError, LimitError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { actorName, loadAction } from '../find-action.ts';
import { findServer, type Whose } from '../find-server.ts';
import { CONFIRM_MS, isDestructive, SERVER_ACTIONS, type ServerAction } from '../model.ts';
import type { PanelServer } from '../panel/server-provider.ts';
import { serversSettings } from '../settings.ts';
import { type ActionRow, serverActions } from '../tables.ts';
import { auditOf, effectsOf, nextState, type Settings } from '../write-action.ts';

export const ActionInput = v.object({ action: v.picklist(SERVER_ACTIONS, 'Say start, stop or reboot.') });

/** More within ten minutes is a mistake, or a fight over a server. */
const WINDOW_MS = 10 * 60_000;
const MOST_BY_PERSON = 10;
/** A program may act for many customers. */
const MOST_BY_KEY = 200;
const MOST_FOR_ONE = 6;

/**
 * Somebody wants a server started, stopped or rebooted. A start is asked of the panel; the others wait for the same
 * person's yes within 30 seconds (confirm-action.ts), with what they would do to players. Some wait for approvers.
 * With the same `onceKey` it is asked once. Throws NotFoundError for a server that is not within reach.
 */
export async function requestAction(
  ctx: ActionContext,
  input: { serverId: string; action: ServerAction; whose: Whose; onceKey?: string },
): Promise<ActionRow> {
  await ctx.require(input.whose === 'own' ? 'servers:use' : 'servers:manage', 'write');
  const { action } = parseInput(ActionInput, input);
  const id = input.onceKey ? await derivedUuid(`server-action:${input.onceKey}`) : ctx.newId();
  const asked = input.onceKey ? await loadAction(ctx, id) : undefined;
  // Looked at first: what was asked for may have come true by now, and then it would seem needless.
  if (asked) return asked;
  const server = await findServer(ctx, input.serverId, input.whose);
  const settings = await ctx.settings(serversSettings);
  const row = newRow(ctx, { id, action, server, settings });
  refuseNeedless(row);
  const effects = effectsOf(ctx, row, settings);
  try {
    await ctx.commit({
      ...effects,
      statements: [
        withinLimit(ctx, sql`requested_by = ${row.requestedBy}`, mostBy(ctx), 'too-many-by-one'),
        withinLimit(
          ctx,
          sql`server_id = ${row.serverId} and requested_at is not null`,
          MOST_FOR_ONE,
          'too-many-for-one',
        ),
        ctx.db.insert(serverActions).values(row),
        ...effects.statements,
      ],
      audit: [auditOf('request-action', row)],
    });
  } catch (error) {
    const twin = isUniqueViolation(error, 'server_actions_pkey') ? await loadAction(ctx, id) : undefined;
    if (twin) return twin;
    throw explain(ctx, error, server);
  }
  return row;
}

function newRow(
  ctx: ActionContext,
  asked: { id: string; action: ServerAction; server: PanelServer; settings: Settings },
): ActionRow {
  const { id, action, server, settings } = asked;
  const now = ctx.now();
  const row: ActionRow = {
    id,
    guildId: ctx.guildId,
    serverId: server.id,
    serverName: server.name,
    accountId: server.accountId,
    action,
    state: 'awaiting-confirmation',
    stateBefore: server.state,
    impact: server.impact,
    requestedBy: actorLabel(ctx.actor),
    requestedByName: actorName(ctx.actor),
    source: ctx.source,
    confirmUntil: new Date(now.getTime() + CONFIRM_MS),
    approvalsNeeded: needsApproval(settings, action) ? Math.ceil(settings.approvals) : 0,
    version: 1,
    error: null,
    createdAt: now,
    requestedAt: null,
    dueAt: null,
    finishedAt: null,
  };
  return isDestructive(action) ? row : nextState(ctx, { ...row, confirmUntil: null });
}

const needsApproval = ({ approvalFor }: Pick<Settings, 'approvalFor'>, action: ServerAction): boolean =>
  approvalFor === 'every action' || approvalFor.split(' and ').includes(action);

function refuseNeedless({ action, stateBefore, serverName }: ActionRow): void {
  const needless =
    (action === 'start' && stateBefore === 'online') || (action === 'stop' && stateBefore === 'offline');
  if (needless) throw new ConflictError('needless', `${serverName} is ${stateBefore} already.`);
  if (action === 'reboot' && stateBefore === 'offline')
    throw new ConflictError('needless', `${serverName} is offline. Start it instead.`);
}

const withinLimit = (ctx: ActionContext, which: ReturnType<typeof sql>, most: number, reason: string) =>
  requireThat(
    sql`(select count(*) from server_actions where guild_id = ${ctx.guildId} and ${which}
      and created_at > ${new Date(ctx.now().getTime() - WINDOW_MS).toISOString()}::timestamptz) < ${most}`,
    reason,
  );

const mostBy = ({ actor }: ActionContext): number => (actor.kind === 'key' ? MOST_BY_KEY : MOST_BY_PERSON);

function explain(ctx: ActionContext, error: unknown, { name }: PanelServer): unknown {
  if (isUniqueViolation(error, 'server_actions_open'))
    return new ConflictError('under-way', `Something is under way with ${name}. Wait until it has ended.`);
  if (!(error instanceof ConflictError)) return error;
  if (error.reason === 'too-many-by-one')
    return new LimitError(`You asked for ${mostBy(ctx)} actions within ten minutes. Wait a little.`);
  if (error.reason === 'too-many-for-one')
    return new LimitError(`${name} had ${MOST_FOR_ONE} actions within ten minutes. Wait a little.`);
  return error;
}
