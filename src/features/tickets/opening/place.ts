import type { ActionContext } from '../../../core/context.ts';
import { ticketsSettings } from '../settings.ts';
import type { CategoryRow, TicketRow } from '../views.ts';

type Place = Pick<TicketRow, 'channelId' | 'isPrivate' | 'setupState'>;

/**
 * Where the place of a ticket in Discord is to be made: below the channel of its category, of the settings, or else
 * where it was asked for. Without any it lives by direct messages and on the web alone.
 */
export async function placeFor(
  ctx: ActionContext,
  category: CategoryRow | undefined,
  askedIn: string | null,
): Promise<Place> {
  const { channel, privateThreads } = await ctx.settings(ticketsSettings);
  const channelId = category?.channelId ?? channel ?? askedIn;
  return {
    channelId,
    isPrivate: category?.isPrivate ?? privateThreads,
    setupState: channelId ? 'pending' : 'none',
  };
}
