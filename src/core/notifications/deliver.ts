import type { ActionContext } from '../context.ts';
import { isForGroup, type RegisteredKind } from './kind.ts';
import { addNotice } from './notice.ts';
import type { DeliveryPayload } from './payload.ts';
import { postToChannel, writeTo } from './send.ts';
import { ownerOf, whoMayHear } from './who-may-hear.ts';

/** Where it was told in the end. */
export type Delivered = 'dm' | 'channel' | 'dashboard' | 'nobody';

/**
 * Tells it. Whoever takes no direct messages is told in the channel, unless it is confidential; where there is no
 * channel, by direct message; and if neither can be, in the dashboard. At least once; repeats within minutes are dropped by Discord's nonce.
 */
export async function deliver(ctx: ActionContext, payload: DeliveryPayload): Promise<{ to: Delivered }> {
  const kind = ctx.runtime.registry.notifications.get(payload.kind);
  // A version without the kind, or a feature that was switched off while this waited.
  if (!kind || (await ctx.featureState(kind.feature)) === 'off') return { to: 'nobody' };
  const { channel } = payload;
  const meant =
    channel === 'dm' && payload.userIds.length === 0 ? await owner(ctx, payload) : payload.userIds;
  const userIds = await whoMayHear(ctx, kind, meant);
  const [first] = userIds;
  if (isForGroup(kind) && (channel === 'channel' || (channel === 'dashboard' && meant.length === 0))) {
    return { to: await tellGroup(ctx, kind, { ...payload, userIds }) };
  }
  return { to: first ? await tellPerson(ctx, kind, payload, first) : 'nobody' };
}

async function tellPerson(
  ctx: ActionContext,
  kind: RegisteredKind,
  payload: DeliveryPayload,
  userId: string,
): Promise<Delivered> {
  const ways: Record<'dm' | 'channel', () => Promise<boolean>> = {
    dm: () => writeTo(ctx, userId, payload),
    channel: () => postToChannel(ctx, kind, { ...payload, userIds: [userId], roleIds: [] }),
  };
  const order = { dm: ['dm', 'channel'], channel: ['channel', 'dm'], dashboard: [] } as const;
  for (const way of order[payload.channel]) {
    if (way === 'channel' && kind.confidential) continue;
    if (await ways[way]()) return way;
  }
  await addNotice(ctx, kind, payload, userId);
  return 'dashboard';
}

/** What is critical also reaches whom the server belongs to where no channel takes it. */
async function tellGroup(
  ctx: ActionContext,
  kind: RegisteredKind,
  payload: DeliveryPayload,
): Promise<Delivered> {
  if (payload.channel === 'channel') {
    if (await postToChannel(ctx, kind, payload)) return 'channel';
    if (kind.critical) for (const id of await owner(ctx, payload)) await writeTo(ctx, id, payload);
  }
  await addNotice(ctx, kind, payload, null);
  return 'dashboard';
}

/** Whom the server belongs to, unless it was their own doing. */
async function owner(ctx: ActionContext, { signal }: DeliveryPayload): Promise<string[]> {
  const id = await ownerOf(ctx);
  return signal.actor === `user:${id}` ? [] : [id];
}
