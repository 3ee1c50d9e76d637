import { type SQL, sql } from 'drizzle-orm';
import { rememberNames } from '../../../core/accounts/member-names.ts';
import type { ActionContext, Change } from '../../../core/context.ts';
import type { RoleStep } from '../../../core/roles/plan-roles.ts';
import type { ChangeCause, GrantState } from '../model.ts';

/** Changes that the page of a run shows. */
const MOST_SHOWN = 200;

/** Somebody in the queue whom a plan settles. */
export interface QueuedPerson {
  userId: string;
  since: Date;
  version: number;
}

export type PlannedChange = RoleStep & { cause: ChangeCause };

export interface LedgerLine extends RoleStep {
  state: GrantState;
  adopted: boolean;
}

export const line = (step: RoleStep, state: GrantState): LedgerLine => ({ ...step, state, adopted: false });

/**
 * One statement that puts new changes in the place of what earlier plans still had in mind for these people. What takes
 * an earlier plan back stays as long as its rule is paused: no plan does that again, so nothing new is written for the
 * same person and role. A change that is only written anew is as urgent as it was, and due since then.
 */
export function replaceChanges(
  ctx: ActionContext,
  whom: 'everybody' | readonly string[],
  {
    runId,
    changes,
    queued = [],
    urgent,
  }: {
    runId: string;
    changes: readonly PlannedChange[];
    queued?: readonly QueuedPerson[];
    urgent: boolean;
  },
): SQL {
  const superseding = sql`update role_changes c set state = 'superseded', settled_at = ${at(ctx)}
    where c.guild_id = ${ctx.guildId} and c.state = 'planned'
      and not (c.cause in ('undone', 'restored') and exists (select 1 from role_rules r
        where r.guild_id = ${ctx.guildId} and r.id = c.rule_id and r.state = 'paused'))
      ${whom === 'everybody' ? sql`` : sql`and c.user_id in (select jsonb_array_elements_text(${JSON.stringify(whom)}::jsonb))`}`;
  if (changes.length === 0) return superseding;
  const since = new Map(queued.map((one) => [one.userId, one.since]));
  const rows = changes.map(({ userId, roleId, ruleId, cause }) => ({
    id: ctx.newId(),
    user_id: userId,
    role_id: roleId,
    rule_id: ruleId,
    cause,
    since: (since.get(userId) ?? ctx.now()).toISOString(),
  }));
  // A row is written only when its predecessor was found, hence after that was superseded: the unique index holds.
  return sql`with replaced as (${superseding} returning c.user_id, c.role_id, c.urgent, c.since)
    insert into role_changes (id, guild_id, run_id, rule_id, user_id, role_id, cause, state, urgent, since, created_at)
    select t.id, ${ctx.guildId}, ${runId}::uuid, t.rule_id, t.user_id, t.role_id, t.cause, 'planned',
      ${urgent}::boolean or coalesce(p.urgent, false), least(t.since, p.since), ${at(ctx)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (id uuid, rule_id uuid, user_id text, role_id text, cause text, since timestamptz)
      left join replaced p using (user_id, role_id)
    on conflict (guild_id, user_id, role_id) where state = 'planned' do nothing`;
}

export function writeLedger(ctx: ActionContext, lines: readonly LedgerLine[]): SQL[] {
  if (lines.length === 0) return [];
  const rows = lines.map(({ userId, roleId, ruleId, state, adopted }) => ({
    user_id: userId,
    role_id: roleId,
    rule_id: ruleId,
    state,
    adopted,
  }));
  return [
    sql`insert into role_grants (guild_id, user_id, role_id, rule_id, state, adopted, since)
      select ${ctx.guildId}, user_id, role_id, rule_id, state, adopted, ${at(ctx)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (user_id text, role_id text, rule_id uuid, state text, adopted boolean)
      on conflict (guild_id, user_id, role_id) do update
        set state = excluded.state, rule_id = excluded.rule_id, since = excluded.since,
          adopted = excluded.adopted or (role_grants.adopted and excluded.state <> 'pending')`,
  ];
}

export function dropLedger(ctx: ActionContext, steps: readonly Pick<RoleStep, 'userId' | 'roleId'>[]): SQL[] {
  if (steps.length === 0) return [];
  const rows = steps.map(({ userId, roleId }) => ({ user_id: userId, role_id: roleId }));
  return [
    sql`delete from role_grants g using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (user_id text, role_id text)
      where g.guild_id = ${ctx.guildId} and g.user_id = t.user_id and g.role_id = t.role_id`,
  ];
}

/** Whoever is seen on the page of a run is known by name there, without asking Discord for each. */
export function keepNames(
  ctx: ActionContext,
  names: ReadonlyMap<string, string>,
  changes: readonly PlannedChange[],
): Change['statements'] {
  const ids = new Set(changes.slice(0, MOST_SHOWN).map(({ userId }) => userId));
  const people = [...ids].flatMap((userId) => {
    const name = names.get(userId);
    return name === undefined ? [] : [{ userId, name }];
  });
  return people.length > 0 ? [rememberNames(ctx.db, ctx.guildId, people, ctx.now())] : [];
}

export function dequeue(ctx: ActionContext, queued: readonly QueuedPerson[]): SQL[] {
  if (queued.length === 0) return [];
  const rows = queued.map(({ userId, version }) => ({ user_id: userId, version }));
  return [
    sql`delete from role_queue q using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t (user_id text, version integer)
      where q.guild_id = ${ctx.guildId} and q.user_id = t.user_id and q.version = t.version`,
  ];
}

const at = (ctx: ActionContext) => sql`${ctx.now().toISOString()}::timestamptz`;
