import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { NotificationChannel } from '../../../core/notifications/kind.ts';
import { channelsFor } from '../../../core/notifications/preferences.ts';
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
    channelsFor(
      ctx,
      MAINTENANCE_KIND,
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
