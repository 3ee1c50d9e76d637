import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { BatchResponse } from 'drizzle-orm/batch';
import type { ActionContext } from '../../../core/context.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { Review, ReviewAnalysis } from '../review.ts';
import { analyses, machines, records, suggestions } from '../tables.ts';

/** Older records are no longer taken for the same matter. */
const SIMILAR_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;
/** The newest ones of a machine, or of all for a matter of none, that are compared, so that a busy year makes no review slower. */
const MOST_COMPARED = 500;
/** Trigram similarity (0 to 1) from which two texts look alike; higher where no machine narrows the search. */
const ALIKE = 0.3;
const ALIKE_WITHOUT_MACHINE = 0.5;

/** Reads a review of this guild in one round trip. */
export async function loadReview(ctx: ActionContext, analysisId: string): Promise<Review> {
  requireReviewId(analysisId);
  return readReview(ctx, await ctx.db.batch(reviewQueries(ctx, analysisId)));
}

export function requireReviewId(analysisId: string): void {
  if (!isUuid(analysisId)) throw reviewNotFound();
}

/** The queries behind a review; at the end of a change's statements they show how it is afterwards. */
export function reviewQueries(ctx: ActionContext, analysisId: string) {
  const { db, guildId } = ctx;
  const ofReview = and(eq(suggestions.guildId, guildId), eq(suggestions.analysisId, analysisId));
  return [
    db
      .select()
      .from(analyses)
      .where(and(eq(analyses.guildId, guildId), eq(analyses.id, analysisId))),
    db
      .select({ suggestion: suggestions, machine: { id: machines.id, name: machines.name } })
      .from(suggestions)
      .leftJoin(machines, and(eq(machines.id, suggestions.machineId), eq(machines.guildId, guildId)))
      .where(ofReview)
      .orderBy(asc(suggestions.position)),
    db
      .select({
        id: records.id,
        number: records.number,
        kind: records.kind,
        title: records.title,
        channelId: records.channelId,
        messageId: records.messageId,
      })
      .from(records)
      .where(
        and(
          eq(records.guildId, guildId),
          inArray(records.id, db.select({ id: suggestions.recordId }).from(suggestions).where(ofReview)),
        ),
      )
      .orderBy(asc(records.number)),
    similarQuery(ctx, analysisId),
  ] as const;
}

export const REVIEW_QUERIES = 4;

/** The record of the same kind and machine whose words are most like the suggestion that is up next. */
function similarQuery({ db, guildId, now }: ActionContext, analysisId: string) {
  const since = new Date(now().getTime() - SIMILAR_DAYS * DAY_MS);
  const whole = (title: SQL | typeof records.title, fields: SQL | typeof records.fields) =>
    sql`${title} || ' ' || coalesce(${fields} ->> 'details', '')`;
  const score = sql<number>`greatest(similarity(${records.title}, ${suggestions.title}), similarity(${whole(
    records.title,
    records.fields,
  )}, ${whole(sql`${suggestions.title}`, sql`${suggestions.fields}`)}))`;
  const next = sql`${suggestions.position} = (select min(waiting.position) from suggestions waiting
    where waiting.analysis_id = ${analysisId}::uuid and waiting.state = 'pending')`;
  const machine = sql`(select suggestions.machine_id from suggestions where suggestions.guild_id = ${guildId}
    and suggestions.analysis_id = ${analysisId}::uuid and ${next})`;
  const newest = (
    order: SQL,
    about: SQL,
  ) => sql`select one.id, one.machine_id, one.created_at from records one
    where one.guild_id = ${guildId} and ${about} order by ${order} desc limit ${MOST_COMPARED}`;
  // Each part walks an index from its end; `is not distinct from` would read all records.
  const compared = sql`select id from ((${newest(sql`one.created_at`, sql`one.machine_id = ${machine}`)}) union all
    (${newest(sql`one.number`, sql`${machine} is null`)})) newest
    where machine_id is not distinct from ${machine} and created_at >= ${since.toISOString()}::timestamptz`;
  return db
    .select({
      number: records.number,
      title: records.title,
      status: records.status,
      channelId: records.channelId,
      messageId: records.messageId,
      createdAt: records.createdAt,
    })
    .from(records)
    .innerJoin(
      suggestions,
      and(eq(suggestions.guildId, guildId), eq(suggestions.analysisId, analysisId), next),
    )
    .where(
      and(
        eq(records.guildId, guildId),
        sql`${records.id} = any(array(${compared}))`,
        eq(records.kind, suggestions.kind),
        sql`${records.analysisId} is distinct from ${analysisId}::uuid`,
        sql`${score} >= case when ${records.machineId} is null then ${ALIKE_WITHOUT_MACHINE}::real else ${ALIKE}::real end`,
      ),
    )
    .orderBy(desc(score), desc(records.number))
    .limit(1);
}

type Rows = BatchResponse<ReturnType<typeof reviewQueries>>;

/** Puts the queries' rows together. Throws NotFoundError if there is no such review in this guild. */
export function readReview(ctx: ActionContext, rows: Rows): Review {
  const [[analysis], found, made, [similar]] = rows;
  if (!analysis) throw reviewNotFound();
  return {
    guildId: ctx.guildId,
    // Safe because read-for-review.ts is the only writer of `conversation`.
    analysis: analysis as ReviewAnalysis,
    suggestions: found.map(({ suggestion, machine }) => ({ ...suggestion, machine })),
    records: made,
    similar,
  };
}

/** The review at the end of a commit whose last statements were `reviewQueries`. */
export function reviewAfter(ctx: ActionContext, results: unknown[]): Review {
  // Safe because results come in the order of the statements.
  return readReview(ctx, results.slice(-REVIEW_QUERIES) as unknown as Rows);
}

export const reviewNotFound = () =>
  new NotFoundError('This review was not found in this server. Run **Add to records** on the message again.');
