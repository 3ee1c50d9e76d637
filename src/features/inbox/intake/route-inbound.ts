import { eq, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { inboundMessages } from '../tables.ts';
import { askForTeam } from './ask-for-team.ts';
import { answerOnce } from './auto-answer.ts';
import { chooseGuild } from './choose-guild.ts';
import { deliver } from './deliver.ts';
import { systemContext } from './open-context.ts';
import { continueTalk, findOtherTalk } from './other-talk.ts';
import { settleInbound } from './settle-inbound.ts';
import type { InboundRow } from './store-inbound.ts';

const NO_SERVER =
  'I am a bot, and I could not find out which team you want to write to. Join the server of that team first, or use `/contact` there.';
/** The same sentence again only after a month. */
const NO_SERVER_WINDOW_HOURS = 30 * 24;

export type RouteOutcome = 'routed' | 'held' | 'asked' | 'unrouted' | 'over';

/**
 * Brings one stored message to its team, or finds out that there is none. Safe to repeat: what is decided already is
 * left alone. `guildId`: where it goes, decided by the person or by staff.
 */
export async function routeInbound(
  runtime: Runtime,
  messageId: string,
  { guildId, released = false }: { guildId?: string; released?: boolean } = {},
): Promise<RouteOutcome> {
  const ctx = systemContext(runtime, '', `message-${messageId}`);
  const [row] = await ctx.db
    .update(inboundMessages)
    .set({ attempts: sql`${inboundMessages.attempts} + 1` })
    .where(eq(inboundMessages.messageId, messageId))
    .returning();
  if (!row || row.state === 'routed' || row.state === 'gone' || !row.payload) return 'over';
  const { payload } = row;
  const given = guildId ?? row.guildId;
  if (given) return deliverTo(runtime, { ...row, payload }, given, released);
  const other = await findOtherTalk(ctx, { ...row, payload });
  if (other) {
    const guild = systemContext(runtime, other.guildId, ctx.requestId);
    return continueTalk(guild, { ...row, payload }, other);
  }
  const choice = await chooseGuild(ctx, { personId: row.authorId, replyToId: payload.replyToId });
  switch (choice.kind) {
    case 'guild':
      return deliverTo(runtime, { ...row, payload }, choice.guildId, released);
    case 'ask':
      await askForTeam(ctx, row, choice.guildIds);
      return 'asked';
    case 'none':
      return noServer(ctx, row);
  }
}

async function deliverTo(
  runtime: Runtime,
  row: InboundRow & { payload: NonNullable<InboundRow['payload']> },
  guildId: string,
  released: boolean,
): Promise<RouteOutcome> {
  const guild = systemContext(runtime, guildId, `message-${row.messageId}`);
  const state = await guild.featureState('inbox');
  // Read-only passes, and then the sweep brings it; what is off takes nothing, but keeps what came for it.
  if (state !== 'on') {
    await settleInbound(guild, row, { state: 'received', reason: 'switched-off' });
    return 'over';
  }
  return deliver(guild, row, { released });
}

async function noServer(ctx: ActionContext, row: InboundRow): Promise<'unrouted'> {
  await answerOnce(ctx, {
    kind: 'no-server',
    personId: row.authorId,
    channelId: row.channelId,
    content: NO_SERVER,
    windowHours: NO_SERVER_WINDOW_HOURS,
  });
  await settleInbound(ctx, row, { state: 'unrouted', reason: 'no-server' });
  return 'unrouted';
}
