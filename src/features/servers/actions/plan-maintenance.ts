import { and, eq, inArray } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { NotificationChannel } from '../../../core/notifications/kind.ts';
import { choiceFor } from '../../../core/notifications/plan.ts';
import { guildChoice } from '../../../core/notifications/settings.ts';
import { notificationPreferences } from '../../../core/tables.ts';
import { truncate } from '../../../discord/text.ts';
import { AFFECTED_MAX_LENGTH, MOST_AFFECTED, noticesSettings } from '../../notices/public.ts';
import { type Customer, type Customers, customersOf } from '../customers.ts';
import { MOST_IN_BATCH } from '../model.ts';
import { MAINTENANCE_KIND } from '../notifications.ts';

export interface MaintenancePlan extends Customers {
  /** Everybody concerned, with where they are told. */
  told: (Customer & { channel: NotificationChannel })[];
  /** Channel that the notice is posted in; null while none is chosen. */
  channelId: string | null;
}

/** Whom a maintenance of these servers is told to, and where. Writes nothing. */
export async function planMaintenance(
  ctx: ActionContext,
  serverIds: readonly string[],
): Promise<MaintenancePlan> {
  await ctx.require('servers:read', 'read');
  const ids = [...new Set(serverIds)];
  if (ids.length === 0) throw new InputError('Choose the servers that you mean.');
  if (ids.length > MOST_IN_BATCH) throw new InputError(`At most ${MOST_IN_BATCH} servers at once.`);
  const found = await customersOf(ctx, ids);
  if (found.servers.length === 0) throw new InputError('None of these servers is known here.');
  const [channels, { maintenanceChannel }] = await Promise.all([
    channelsOf(
      ctx,
      found.customers.map(({ link }) => link.userId),
    ),
    ctx.settings(noticesSettings),
  ]);
  const told = found.customers.map((customer) => ({
    ...customer,
    channel: channels.get(customer.link.userId) ?? ('none' as const),
  }));
  return { ...found, told, channelId: maintenanceChannel };
}

/** What the message says is affected: as many names as fit. */
export function affectedNames({ servers }: Pick<Customers, 'servers'>): string[] {
  const names = servers.map(({ name }) => truncate(name, AFFECTED_MAX_LENGTH));
  if (names.length <= MOST_AFFECTED) return names;
  const shown = names.slice(0, MOST_AFFECTED - 1);
  return [...shown, `${names.length - shown.length} more servers`];
}

async function channelsOf(
  ctx: ActionContext,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, NotificationChannel>> {
  const { registry } = ctx.runtime;
  const kind = registry.notifications.get(MAINTENANCE_KIND);
  if (!kind || userIds.length === 0) return new Map();
  const values: Record<string, unknown> = await ctx.settings(registry.notificationSettings);
  const rows = await ctx.db
    .select({ userId: notificationPreferences.userId, channel: notificationPreferences.channel })
    .from(notificationPreferences)
    .where(
      and(
        eq(notificationPreferences.guildId, ctx.guildId),
        eq(notificationPreferences.kind, kind.id),
        inArray(notificationPreferences.userId, [...userIds]),
      ),
    );
  const own = new Map(rows.map(({ userId, channel }) => [userId, channel]));
  const choice = guildChoice(values, kind);
  return new Map(userIds.map((userId) => [userId, choiceFor(kind, choice, own.get(userId))]));
}
