import { and, asc, eq } from 'drizzle-orm';
import { NotFoundError } from '../../../core/errors.ts';
import type { Runtime } from '../../../core/runtime.ts';
import { isSnowflake } from '../../../discord/snowflake.ts';
import { readMembership } from '../intake/is-member.ts';
import { listTakers } from '../intake/list-takers.ts';
import { systemContext } from '../intake/open-context.ts';
import { routeInbound } from '../intake/route-inbound.ts';
import { inboundMessages } from '../tables.ts';

/**
 * Brings what a person wrote to the team that they chose, in the order in which they wrote it. Only to a team that
 * takes messages and whose server they are in, whatever the button says: it is the person who sends it.
 */
export async function chooseTeam(
  runtime: Runtime,
  { personId, guildId }: { personId: string; guildId: string },
): Promise<{ messages: number }> {
  const ctx = systemContext(runtime, '', `team-${personId}`);
  const gone = new NotFoundError(
    'That team takes no messages any more. Write once more to choose another one.',
  );
  if (!isSnowflake(guildId)) throw gone;
  const waiting = await ctx.db
    .select({ id: inboundMessages.messageId })
    .from(inboundMessages)
    .where(and(eq(inboundMessages.authorId, personId), eq(inboundMessages.state, 'asked')))
    .orderBy(asc(inboundMessages.receivedAt), asc(inboundMessages.messageId))
    .limit(100);
  if (waiting.length === 0) {
    throw new NotFoundError('Nothing of yours waits any more. Just write, and it is brought to a team.');
  }
  const takes = (await listTakers(ctx)).some((taker) => taker.guildId === guildId);
  const guild = systemContext(runtime, guildId, ctx.requestId);
  if (!takes || !(await readMembership(guild, personId)).isMember) throw gone;
  for (const { id } of waiting) await routeInbound(runtime, id, { guildId });
  return { messages: waiting.length };
}
