import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { ActionContext } from '../../../../core/context.ts';
import { InputError } from '../../../../core/errors.ts';
import { parseInput } from '../../../../core/parse-input.ts';
import { serverSettings } from '../../../../core/settings/server-settings.ts';
import { READ } from '../../access.ts';
import { Id } from '../../schemas.ts';

const DAY_MS = 24 * 60 * 60_000;
const MOST_DAYS = 366;
const DEFAULT_DAYS = 28;

const moment = v.pipe(v.string('Give a time.'), v.isoTimestamp('Give a time like 2026-11-01T00:00:00Z.'));
export const StatisticsInput = v.object({
  from: v.optional(v.pipe(moment, v.description('ISO 8601; default: four weeks before `to`.'))),
  to: v.optional(v.pipe(moment, v.description('ISO 8601; default: now.'))),
  category: v.optional(v.pipe(Id, v.description('Only tickets of this category.'))),
});

/** How long something took, in milliseconds of working time. */
export interface Durations {
  count: number;
  meanMs: number | null;
  medianMs: number | null;
}

export interface Figures {
  opened: number;
  closed: number;
  /** Tickets that went over a target of theirs for the first time. */
  overdue: number;
  firstResponse: Durations;
  resolution: Durations;
  rating: { count: number; mean: number | null };
}
export interface PersonFigures extends Figures {
  /** Discord id; null for what nobody had. */
  id: string | null;
  name: string | null;
}
export interface WeekFigures extends Figures {
  /** Its Monday, as a date in the server's time zone. */
  week: string;
}

export interface Statistics {
  from: Date;
  to: Date;
  timeZone: string;
  total: Figures;
  people: PersonFigures[];
  weeks: WeekFigures[];
  /** Each person in each week, the earliest first. */
  peopleByWeek: (PersonFigures & WeekFigures)[];
}

interface Row {
  week: string | null;
  agent_id: string | null;
  agent_name: string | null;
  no_week: number;
  no_agent: number;
  opened: string;
  closed: string;
  overdue: string;
  answered: string;
  answered_mean: string | null;
  answered_median: string | null;
  resolved_mean: string | null;
  resolved_median: string | null;
  rated: string;
  rated_mean: string | null;
}

/**
 * How the desk does, in all, by person and by week: each thing counts when it happened. A first answer is whose wrote
 * it; what was closed, missed or rated is whose the ticket was then. One round trip.
 */
export async function readStatistics(
  ctx: ActionContext,
  raw: v.InferInput<typeof StatisticsInput> = {},
): Promise<Statistics> {
  await ctx.require(READ);
  const input = parseInput(StatisticsInput, raw);
  const to = input.to ? new Date(input.to) : ctx.now();
  const from = input.from ? new Date(input.from) : new Date(to.getTime() - DEFAULT_DAYS * DAY_MS);
  if (from >= to)
    throw new InputError('from: It has to be before `to`.', { from: 'It has to be before `to`.' });
  if (to.getTime() - from.getTime() > MOST_DAYS * DAY_MS)
    throw new InputError('from: At most a year at once.', { from: 'At most a year at once.' });
  const { timeZone } = await ctx.settings(serverSettings);
  const within = (column: string) =>
    sql`${sql.raw(column)} >= ${from.toISOString()}::timestamptz and ${sql.raw(column)} < ${to.toISOString()}::timestamptz`;
  const scope = sql`t.guild_id = ${ctx.guildId}
    ${input.category ? sql`and t.category_id = ${input.category}::uuid` : sql``}`;
  // A member who closes their own ticket is nobody of the team.
  const closer = sql`coalesce(t.assignee_id,
    case when t.closed_by <> 'user:' || t.person_id then substring(t.closed_by from '^user:(\\d+)$') end)`;
  const closerName = sql`case when t.assignee_id is null then t.closed_by_name else c.assignee_name end`;
  const { rows } = await ctx.db.execute<Row & Record<string, unknown>>(sql`
    with facts (kind, at, agent_id, agent_name, value) as (
      select 'opened', t.created_at, null::text, null::text, null::numeric
        from tickets t where ${scope} and ${within('t.created_at')}
      union all
      select 'answered', t.first_response_at, t.first_response_by, t.first_response_by_name, t.first_response_ms
        from tickets t where ${scope} and ${within('t.first_response_at')} and t.first_response_ms is not null
      union all
      select 'closed', t.closed_at, ${closer}, ${closerName}, t.clock_used_ms
        from tickets t join conversations c on c.id = t.id where ${scope} and ${within('t.closed_at')}
      union all
      select 'overdue', t.breached_at, t.assignee_id, c.assignee_name, null
        from tickets t join conversations c on c.id = t.id where ${scope} and ${within('t.breached_at')}
      union all
      select 'rated', r.created_at, r.agent_id, r.agent_name, r.score
        from ticket_ratings r join tickets t on t.id = r.ticket_id
        where ${scope} and r.guild_id = ${ctx.guildId} and ${within('r.created_at')}
    ), dated as (
      select *, to_char(date_trunc('week', at at time zone ${timeZone}), 'YYYY-MM-DD') as week from facts
    )
    select week, agent_id, max(agent_name) as agent_name, grouping(week) as no_week, grouping(agent_id) as no_agent,
      count(*) filter (where kind = 'opened') as opened,
      count(*) filter (where kind = 'closed') as closed,
      count(*) filter (where kind = 'overdue') as overdue,
      count(*) filter (where kind = 'answered') as answered,
      avg(value) filter (where kind = 'answered') as answered_mean,
      percentile_cont(0.5) within group (order by value) filter (where kind = 'answered') as answered_median,
      avg(value) filter (where kind = 'closed') as resolved_mean,
      percentile_cont(0.5) within group (order by value) filter (where kind = 'closed') as resolved_median,
      count(*) filter (where kind = 'rated') as rated,
      avg(value) filter (where kind = 'rated') as rated_mean
    from dated
    group by grouping sets ((), (agent_id), (week), (week, agent_id))
    order by week nulls first, agent_id nulls first`);
  const found = rows.map((row) => ({ row, figures: figuresOf(row) }));
  const person = ({ agent_id, agent_name }: Row) => ({ id: agent_id, name: agent_name });
  /** What nobody did is no person's: only opening is told of tickets that nobody has. */
  const ofSomebody = ({ row }: { row: Row }) => row.agent_id !== null;
  const at = (noWeek: number, noAgent: number) =>
    found.filter(({ row }) => Number(row.no_week) === noWeek && Number(row.no_agent) === noAgent);
  return {
    from,
    to,
    timeZone,
    total: at(1, 1)[0]?.figures ?? NOTHING,
    people: at(1, 0)
      .filter(ofSomebody)
      .map(({ row, figures }) => ({ ...person(row), ...figures })),
    weeks: at(0, 1).map(({ row, figures }) => ({ week: row.week ?? '', ...figures })),
    peopleByWeek: at(0, 0)
      .filter(ofSomebody)
      .map(({ row, figures }) => ({ week: row.week ?? '', ...person(row), ...figures })),
  };
}

const whole = (value: string | null): number | null => (value === null ? null : Math.round(Number(value)));

const figuresOf = (row: Row): Figures => ({
  opened: Number(row.opened),
  closed: Number(row.closed),
  overdue: Number(row.overdue),
  firstResponse: {
    count: Number(row.answered),
    meanMs: whole(row.answered_mean),
    medianMs: whole(row.answered_median),
  },
  resolution: {
    count: Number(row.closed),
    meanMs: whole(row.resolved_mean),
    medianMs: whole(row.resolved_median),
  },
  rating: {
    count: Number(row.rated),
    mean: row.rated_mean === null ? null : Math.round(Number(row.rated_mean) * 100) / 100,
  },
});

const none: Durations = { count: 0, meanMs: null, medianMs: null };
const NOTHING: Figures = {
  opened: 0,
  closed: 0,
  overdue: 0,
  firstResponse: none,
  resolution: none,
  rating: { count: 0, mean: null },
};
