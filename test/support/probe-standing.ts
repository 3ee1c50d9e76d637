import { sql } from 'drizzle-orm';
import type { ActionContext } from '../../src/core/context.ts';
import type { Standing } from '../../src/core/roles/standing.ts';

/** Whom the probe knows: a counter for each, so that it needs no table of its own. */
export const probeStanding: Standing = {
  title: 'Is known to the probe',
  help: 'The probe was told of the person.',
  async members(ctx, question) {
    const asked =
      'userIds' in question
        ? sql`name in (select 'known:' || jsonb_array_elements_text(${JSON.stringify(question.userIds)}::jsonb))`
        : sql`name like 'known:%' and substr(name, 7) > ${question.after}`;
    const { rows } = await ctx.db.execute<{ id: string }>(
      sql`select substr(name, 7) as id from counters where guild_id = ${ctx.guildId} and value = 1 and ${asked}
        order by substr(name, 7) ${'limit' in question ? sql`limit ${question.limit}` : sql``}`,
    );
    return rows.map(({ id }) => id);
  },
  changedBy: { 'probe.stood': ({ userIds }) => userIds as string[] },
};

/** Makes people known or unknown, with the signal that tells it. */
export async function setStanding(ctx: ActionContext, userIds: string[], known: boolean): Promise<void> {
  await ctx.commit({
    statements: userIds.map(
      (id) => sql`insert into counters (guild_id, name, value)
        values (${ctx.guildId}, ${`known:${id}`}, ${known ? 1 : 0})
        on conflict (guild_id, name) do update set value = excluded.value`,
    ),
    signals: [{ type: 'probe.stood', subject: 'probe:1', data: { userIds } }],
  });
}
