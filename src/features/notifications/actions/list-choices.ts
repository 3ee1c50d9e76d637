import { and, eq } from 'drizzle-orm';
import { actorUserId } from '../../../core/access/actor.ts';
import type { ActionContext } from '../../../core/context.ts';
import { InputError } from '../../../core/errors.ts';
import type { NotificationChannel } from '../../../core/notifications/kind.ts';
import { choiceFor } from '../../../core/notifications/plan.ts';
import { notificationContacts, notificationPreferences } from '../../../core/tables.ts';
import { isSnowflake } from '../../../discord/snowflake.ts';
import { kindsForActor } from '../may-be-told.ts';
import { type KindView, viewKinds } from './list-kinds.ts';

export interface ChoiceView extends KindView {
  /** What the person chose; null: as the server has it. */
  own: NotificationChannel | null;
  /** Where they are told in the end. */
  effective: NotificationChannel;
}

export interface ChoicesView {
  userId: string;
  /** When they were last found to take no direct messages. */
  dmsClosedAt: Date | null;
  kinds: ChoiceView[];
}

/** Where a person is told of what. One's own: of the kinds that one may be told; an admin sees all for anybody. */
export async function listChoices(ctx: ActionContext, userId: string): Promise<ChoicesView> {
  const isOwn = actorUserId(ctx.actor) === userId;
  await ctx.require(isOwn ? 'notifications:read' : 'notifications:manage', 'read');
  if (!isSnowflake(userId)) throw new InputError('That is not a Discord id of a person.', { user: 'No id.' });
  const registered = isOwn ? await kindsForActor(ctx) : [...ctx.runtime.registry.notifications.values()];
  const [rows, [contact]] = await ctx.db.batch([
    ctx.db
      .select()
      .from(notificationPreferences)
      .where(
        and(eq(notificationPreferences.guildId, ctx.guildId), eq(notificationPreferences.userId, userId)),
      ),
    ctx.db
      .select()
      .from(notificationContacts)
      .where(and(eq(notificationContacts.guildId, ctx.guildId), eq(notificationContacts.userId, userId))),
  ]);
  const own = new Map(rows.map(({ kind, channel }) => [kind, channel]));
  const views = await viewKinds(ctx, registered);
  const kinds = views.map((view, index): ChoiceView => {
    // Safe because there is one view for each kind, in the same order.
    const kind = registered[index] as (typeof registered)[number];
    const chosen = own.get(view.kind);
    return { ...view, own: chosen ?? null, effective: choiceFor(kind, view.server, chosen) };
  });
  return { userId, dmsClosedAt: contact?.dmsClosedAt ?? null, kinds };
}
