import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { GatewayEvent } from '../../../core/gateway/handler.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { roleGrants, roleRules } from '../tables.ts';
import { enqueuePeople } from './enqueue.ts';
import { isIdle, rememberIdle } from './idle-guilds.ts';
import { systemContext } from './system-context.ts';

const contextOf = (runtime: Runtime, { data, sequence }: AnyEvent): ActionContext =>
  systemContext(runtime, data.guild_id, `event-${sequence}`);

interface AnyEvent {
  data: { guild_id: string };
  sequence: number;
}

/** Who joins may have a standing already: a customer who left and comes back. */
export async function hearJoin(runtime: Runtime, event: GatewayEvent<'GUILD_MEMBER_ADD'>): Promise<void> {
  await enqueuePeople(contextOf(runtime, event), [event.data.user.id], new Date(event.receivedAt));
}

/**
 * Somebody's roles were changed, by us or by hand. Looked at further only when a role that a rule hands out is there
 * without the ledger knowing, or gone although it is theirs: our own changes end here. Where no rule hands out anything
 * that is remembered for half a minute; what is changed by hand right after the first rule was made, the check finds.
 */
export async function hearMemberChange(
  runtime: Runtime,
  event: GatewayEvent<'GUILD_MEMBER_UPDATE'>,
): Promise<void> {
  const { user, roles = [] } = event.data;
  const ctx = contextOf(runtime, event);
  if (isIdle(ctx.guildId, ctx.now())) return;
  const { rows } = await ctx.db.execute<{ role_id: string; state: string | null; planned: boolean }>(
    sql`select distinct r.role_id, g.state,
        exists (select 1 from role_changes c where c.guild_id = r.guild_id and c.user_id = ${user.id}
          and c.role_id = r.role_id and c.state = 'planned') as planned
      from role_rules r left join role_grants g
        on g.guild_id = r.guild_id and g.user_id = ${user.id} and g.role_id = r.role_id
      where r.guild_id = ${ctx.guildId} and r.state <> 'paused'`,
  );
  if (rows.length === 0) rememberIdle(ctx.guildId, ctx.now());
  const has = new Set(roles);
  const isOdd = rows.some(({ role_id: roleId, state, planned }) => {
    if (planned) return false;
    return has.has(roleId) ? state === null || state === 'waived' : state === 'held' || state === 'manual';
  });
  if (isOdd) await enqueuePeople(ctx, [user.id], new Date(event.receivedAt));
}

/** Discord takes all roles from whoever leaves; the ledger forgets them too. */
export async function hearLeave(runtime: Runtime, event: GatewayEvent<'GUILD_MEMBER_REMOVE'>): Promise<void> {
  const ctx = contextOf(runtime, event);
  const { id } = event.data.user;
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  await ctx.commit({
    statements: [
      sql`delete from role_queue where guild_id = ${ctx.guildId} and user_id = ${id}`,
      sql`delete from role_grants where guild_id = ${ctx.guildId} and user_id = ${id}`,
      sql`update role_changes set state = 'superseded', settled_at = ${at}
        where guild_id = ${ctx.guildId} and user_id = ${id} and state = 'planned'`,
    ],
  });
}

/** A role was renamed, moved or changed: what stood in the way of a rule may be gone, or may be there now. */
export async function hearRoleChange(
  runtime: Runtime,
  event: GatewayEvent<'GUILD_ROLE_UPDATE'>,
): Promise<void> {
  const ctx = contextOf(runtime, event);
  const { id } = event.data.role;
  const [row] = await ctx.db
    .select({ id: roleRules.id })
    .from(roleRules)
    .where(
      and(
        eq(roleRules.guildId, ctx.guildId),
        sql`(${eq(roleRules.roleId, id)} or ${isNotNull(roleRules.problem)})`,
      ),
    )
    .limit(1);
  if (!row) return;
  // Looked at within the minute, once for the many events that moving one role makes.
  await ctx.db.execute(sql`update role_watch set checked_at = null where guild_id = ${ctx.guildId}`);
  await ctx.db.execute(
    sql`update role_rules set problem = null, problem_since = null
      where guild_id = ${ctx.guildId} and problem = 'refused'`,
  );
}

/** Nobody has a deleted role any more. Its rules stay, and say what is wrong. */
export async function hearRoleDelete(
  runtime: Runtime,
  event: GatewayEvent<'GUILD_ROLE_DELETE'>,
): Promise<void> {
  const ctx = contextOf(runtime, event);
  const roleIds = [event.data.role_id];
  const rules = await ctx.db
    .select({ id: roleRules.id })
    .from(roleRules)
    .where(and(eq(roleRules.guildId, ctx.guildId), inArray(roleRules.roleId, roleIds)))
    .limit(1);
  if (rules.length === 0) return;
  await ctx.commit({
    statements: [
      ctx.db
        .delete(roleGrants)
        .where(and(eq(roleGrants.guildId, ctx.guildId), inArray(roleGrants.roleId, roleIds))),
      sql`update role_watch set checked_at = null where guild_id = ${ctx.guildId}`,
    ],
  });
}
