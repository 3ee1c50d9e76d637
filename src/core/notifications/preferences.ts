import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../context.ts';
import { isForGroup, type NotificationChannel, type RegisteredKind } from './kind.ts';
import { choiceFor } from './plan.ts';
import { guildChoice } from './settings.ts';
import { notificationPreferences } from './tables.ts';

/** People who asked for a kind that is for a group; more than can be pinged by one post make no sense. */
const MOST_ASKED = 100;

/** Choices of those whom it concerns, however many; for a group, of those who asked for the kind. */
export async function loadPreferences(
  ctx: Pick<ActionContext, 'db' | 'guildId'>,
  kind: RegisteredKind,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, NotificationChannel>> {
  const forGroup = isForGroup(kind);
  if (!forGroup && userIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ userId: notificationPreferences.userId, channel: notificationPreferences.channel })
    .from(notificationPreferences)
    .where(
      and(
        eq(notificationPreferences.guildId, ctx.guildId),
        eq(notificationPreferences.kind, kind.id),
        forGroup ? undefined : inArray(notificationPreferences.userId, [...userIds]),
      ),
    )
    .orderBy(notificationPreferences.updatedAt)
    .limit(forGroup ? MOST_ASKED : userIds.length);
  return new Map(rows.map(({ userId, channel }) => [userId, channel]));
}

/** Where each of these people would be told of a kind that is for single people; empty where there is no such kind. */
export async function channelsFor(
  ctx: ActionContext,
  kindId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, NotificationChannel>> {
  const { registry } = ctx.runtime;
  const kind = registry.notifications.get(kindId);
  if (!kind) return new Map();
  const values: Record<string, unknown> = await ctx.settings(registry.notificationSettings);
  const own = await loadPreferences(ctx, kind, userIds);
  const choice = guildChoice(values, kind);
  return new Map(userIds.map((userId) => [userId, choiceFor(kind, choice, own.get(userId))]));
}
