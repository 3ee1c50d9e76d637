import { and, eq, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import * as v from 'valibot';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import { NOTIFICATION_CHANNELS, placesOf } from '../../../core/notifications/kind.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { notificationContacts, notificationPreferences } from '../../../core/tables.ts';
import { type ChoicesView, listChoices } from './list-choices.ts';

export const Choices = v.pipe(
  v.record(
    v.string(),
    v.nullable(
      v.picklist(NOTIFICATION_CHANNELS, `Choose one of ${NOTIFICATION_CHANNELS.join(', ')}, or null.`),
    ),
    'Give an object of kinds.',
  ),
  v.check((choices) => Object.keys(choices).length <= 100, 'At most 100 kinds.'),
);

const Input = v.object({ userId: v.string(), choices: Choices });

/**
 * Writes down where a person wants to be told: one's own, or as an admin somebody's. Kinds that are not named stay;
 * null goes back to what the server has. Choosing direct messages tries them again where they were closed.
 */
export async function setChoices(ctx: ActionContext, raw: v.InferInput<typeof Input>): Promise<ChoicesView> {
  await ctx.require(actorUserId(ctx.actor) === raw.userId ? 'notifications:choose' : 'notifications:manage');
  const { userId, choices } = parseInput(Input, raw);
  const before = await listChoices(ctx, userId);
  const known = new Map(before.kinds.map((view) => [view.kind, view]));
  const changed = Object.entries(choices).filter(([kind, channel]) => known.get(kind)?.own !== channel);
  for (const [kind, channel] of Object.entries(choices)) {
    const view = known.get(kind);
    const problem = !view
      ? `There is no such notification here: ${kind.slice(0, 80)}.`
      : channel === null || placesOf(view).includes(channel)
        ? undefined
        : view.critical && channel === 'none'
          ? `“${view.title}” cannot be switched off. Choose where to be told.`
          : `“${view.title}” is only for you, so it is not posted in a channel. Choose another place.`;
    if (problem) throw new InputError(problem, { [kind]: problem });
  }
  const triesAgain = before.dmsClosedAt !== null && Object.values(choices).includes('dm');
  if (changed.length === 0 && !triesAgain) return before;
  const statements: (BatchItem<'pg'> | SQL)[] = changed.map(([kind, channel]) => {
    const row = { guildId: ctx.guildId, userId, kind };
    if (channel === null) return ctx.db.delete(notificationPreferences).where(sameRow(row));
    const values = { channel, updatedAt: ctx.now() };
    return ctx.db
      .insert(notificationPreferences)
      .values({ ...row, ...values })
      .onConflictDoUpdate({
        target: [
          notificationPreferences.guildId,
          notificationPreferences.userId,
          notificationPreferences.kind,
        ],
        set: values,
      });
  });
  if (triesAgain) {
    const { guildId: guild, userId: user } = notificationContacts;
    statements.push(ctx.db.delete(notificationContacts).where(and(eq(guild, ctx.guildId), eq(user, userId))));
  }
  const audited = (of: (kind: string) => unknown) =>
    Object.fromEntries(changed.map(([kind]) => [kind, of(kind)]));
  await ctx.commit({
    statements,
    audit: [
      {
        action: 'notifications.choose',
        target: `person:${userId}`,
        before: audited((kind) => known.get(kind)?.own ?? null),
        after: audited((kind) => choices[kind] ?? null),
      },
    ],
  });
  return listChoices(ctx, userId);
}

const sameRow = (row: { guildId: string; userId: string; kind: string }) =>
  and(
    eq(notificationPreferences.guildId, row.guildId),
    eq(notificationPreferences.userId, row.userId),
    eq(notificationPreferences.kind, row.kind),
  );
