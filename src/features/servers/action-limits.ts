import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../core/context.ts';
import { isUniqueViolation, requireThat } from '../../core/database/guard.ts';
import { ConflictError, LimitError } from '../../core/errors.ts';
import type { ActionRow } from './tables.ts';

/** More within ten minutes is a mistake, or a fight over a server. */
const WINDOW_MS = 10 * 60_000;
const MOST_BY_PERSON = 10;
/** A program may act for many customers. */
const MOST_BY_KEY = 200;
const MOST_FOR_ONE = 6;

/** Names of the guards. */
const TOO_MANY_BY_ONE = 'too-many-by-one';
const TOO_MANY_FOR_ONE = 'too-many-for-one';

/** How often the actor may ask within ten minutes; what is asked for together counts once. */
const mostBy = ({ actor }: Pick<ActionContext, 'actor'>): number =>
  actor.kind === 'key' ? MOST_BY_KEY : MOST_BY_PERSON;

export const withinLimitOfPerson = (ctx: ActionContext, { requestedBy }: Pick<ActionRow, 'requestedBy'>) =>
  requireThat(
    sql`(select count(distinct coalesce(batch_id, id)) from server_actions where guild_id = ${ctx.guildId}
      and requested_by = ${requestedBy} and created_at > ${since(ctx)}) < ${mostBy(ctx)}`,
    TOO_MANY_BY_ONE,
  );

/** Counts what the panel was asked for. */
export const withinLimitOfServer = (ctx: ActionContext, { serverId }: Pick<ActionRow, 'serverId'>) =>
  requireThat(
    sql`(select count(*) from server_actions where guild_id = ${ctx.guildId} and server_id = ${serverId}
      and requested_at is not null and created_at > ${since(ctx)}) < ${MOST_FOR_ONE}`,
    TOO_MANY_FOR_ONE,
  );

/** What a write that was refused means, in words: by these limits, or because a server has one action at a time. */
export function explainRefusal(ctx: ActionContext, error: unknown, serverName: string): unknown {
  if (isUniqueViolation(error, 'server_actions_open'))
    return new ConflictError(
      'under-way',
      `Something is under way with ${serverName}. Wait until it has ended.`,
    );
  if (!(error instanceof ConflictError)) return error;
  if (error.reason === TOO_MANY_BY_ONE)
    return new LimitError(`You asked for ${mostBy(ctx)} actions within ten minutes. Wait a little.`);
  if (error.reason === TOO_MANY_FOR_ONE)
    return new LimitError(`${serverName} had ${MOST_FOR_ONE} actions within ten minutes. Wait a little.`);
  return error;
}

const since = (ctx: ActionContext) =>
  sql`${new Date(ctx.now().getTime() - WINDOW_MS).toISOString()}::timestamptz`;
