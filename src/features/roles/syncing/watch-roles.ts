import { sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { systemContext } from './system-context.ts';
import { WORK_JOB } from './work-job.ts';

/** Whoever put it there is probably still at it. */
const GRACE_MS = 60_000;
/** From then on admins are told, and told when it is over. */
export const LAG_MS = 15 * 60_000;
const CHECK_EVERY_MS = 6 * 60 * 60_000;
/** Servers brought on in one go; the next minute takes the next. */
const MOST_GUILDS = 200;
/** Changes that are settled are kept so long as somebody's history. */
const KEEP_MS = 365 * 24 * 60 * 60_000;

interface Watched {
  guild_id: string;
  waiting: boolean;
  late_people: number;
  oldest: string | null;
  told: boolean;
  due: boolean;
}

/**
 * Once a minute: starts work that was left behind, the check that is due, and tells admins when roles lag behind. One
 * query; a server where nothing is to be done costs nothing further.
 */
export async function watchRoles(ctx: ActionContext): Promise<{ servers: number }> {
  const now = ctx.now().getTime();
  const before = (ms: number) => sql`${new Date(now - ms).toISOString()}::timestamptz`;
  const { rows } = await ctx.db.execute<Watched & Record<string, unknown>>(sql`
    with late as (
      select guild_id, user_id, since from role_queue
      union all select guild_id, user_id, since from role_changes where state = 'planned' and urgent
    ), waiting as (
      select guild_id, min(since) as oldest,
        (count(distinct user_id) filter (where since <= ${before(LAG_MS)}))::int as late_people
      from late group by guild_id
    ), planned as (select distinct guild_id from role_changes where state = 'planned' and created_at <= ${before(GRACE_MS)}
    ), ruled as (select distinct guild_id from role_rules where state <> 'paused')
    select g.guild_id, coalesce(w.late_people, 0) as late_people, w.oldest,
      (coalesce(w.oldest <= ${before(GRACE_MS)}, false) or p.guild_id is not null)
        and not exists (select 1 from jobs j where j.guild_id = g.guild_id and j.name = ${WORK_JOB}
          and j.state in ('queued', 'running')) as waiting,
      watch.lag_told_at is not null as told,
      (r.guild_id is not null and (watch.checked_at is null or watch.checked_at <= ${before(CHECK_EVERY_MS)})) as due
    from (select guild_id from waiting union select guild_id from planned union select guild_id from ruled) g
      left join waiting w using (guild_id) left join planned p using (guild_id) left join ruled r using (guild_id)
      left join role_watch watch using (guild_id)
    where coalesce(w.oldest <= ${before(GRACE_MS)}, false) or p.guild_id is not null or watch.lag_told_at is not null
      or (r.guild_id is not null and (watch.checked_at is null or watch.checked_at <= ${before(CHECK_EVERY_MS)}))
    limit ${MOST_GUILDS}`);
  for (const row of rows) {
    await bringOn(systemContext(ctx.runtime, row.guild_id, ctx.requestId), row).catch((error: unknown) =>
      ctx.log.error('roles of a server were not watched', { guildId: row.guild_id, error }),
    );
  }
  await ctx.db.execute(
    sql`delete from role_changes where id in (select id from role_changes
      where created_at < ${before(KEEP_MS)} and state <> 'planned' limit 1000)`,
  );
  await ctx.db.execute(
    sql`delete from role_runs where state = 'done' and kind = 'reaction' and created_at < ${before(KEEP_MS)}`,
  );
  return { servers: rows.length };
}

async function bringOn(
  ctx: ActionContext,
  { waiting, due, late_people: people, oldest, told }: Watched,
): Promise<void> {
  const minute = String(Math.floor(ctx.now().getTime() / 60_000));
  const change: Change & { jobs: NonNullable<Change['jobs']>; signals: NonNullable<Change['signals']> } = {
    statements: [],
    jobs: [],
    signals: [],
  };
  if (waiting) change.jobs.push({ name: WORK_JOB, payload: {}, key: minute });
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  if (due) {
    change.jobs.push({ name: 'roles.check', payload: {}, key: minute });
    // Also when it fails: the job comes again by itself.
    change.statements.push(
      sql`insert into role_watch (guild_id, checked_at) values (${ctx.guildId}, ${at})
        on conflict (guild_id) do update set checked_at = excluded.checked_at`,
    );
  }
  if (people > 0 && !told) {
    const minutes = Math.floor((ctx.now().getTime() - Date.parse(oldest ?? '')) / 60_000);
    change.statements.push(
      sql`insert into role_watch (guild_id, lag_told_at) values (${ctx.guildId}, ${at})
        on conflict (guild_id) do update set lag_told_at = excluded.lag_told_at`,
    );
    change.signals.push({ type: 'roles.lagging', subject: 'roles:lag', data: { people, minutes } });
  } else if (people === 0 && told) {
    change.statements.push(sql`update role_watch set lag_told_at = null where guild_id = ${ctx.guildId}`);
    change.signals.push({ type: 'roles.caught-up', subject: 'roles:lag', data: {} });
  }
  await ctx.commit(change);
}
