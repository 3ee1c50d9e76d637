import type { ActionContext } from '../context.ts';
import { requireChange } from '../database/guard.ts';
import { ConflictError } from '../errors.ts';
import { derivedUuid } from '../ids.ts';
import type { RegisteredKind } from './kind.ts';
import type { DeliveryPayload } from './payload.ts';
import { NOTIFICATION_ADDED } from './signals.ts';
import { notifications } from './tables.ts';

/** Puts it into the dashboard, for one person or (null) for all who may be told; once, however often it is run. */
export async function addNotice(
  ctx: ActionContext,
  kind: RegisteredKind,
  { plain, path, key, signal }: Pick<DeliveryPayload, 'plain' | 'path' | 'key' | 'signal'>,
  userId: string | null,
): Promise<void> {
  const id = await derivedUuid(`${ctx.guildId}:${key}:dashboard:${userId ?? 'all'}`);
  const row = { id, guildId: ctx.guildId, userId, kind: kind.id, text: plain, path, subject: signal.subject };
  const insert = ctx.db
    .insert(notifications)
    .values({ ...row, createdAt: ctx.now() })
    .onConflictDoNothing();
  try {
    await ctx.commit({
      statements: [requireChange(insert.getSQL(), 'told')],
      signals: [
        {
          type: NOTIFICATION_ADDED,
          subject: `notification:${id}`,
          data: { kind: kind.id, userId, access: kind.access },
        },
      ],
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}
