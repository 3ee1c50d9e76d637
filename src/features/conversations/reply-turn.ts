import type { ActionContext, Change } from '../../core/context.ts';
import { eventRow } from './event-row.ts';
import { openKeyFor } from './open-key.ts';
import { isFreeKey, refuseOtherOpen } from './other-open.ts';
import type { ConversationRow } from './views.ts';
import { who } from './write-change.ts';

/** How an answer closes or opens its conversation. */
interface Turn {
  set: Partial<ConversationRow>;
  guards: Change['statements'];
  said?: 'closed' | 'reopened';
  event?: ReturnType<typeof eventRow>;
}

/**
 * What an answer that is sent at once does to its conversation: it may close it, and one that is closed opens again,
 * so that what the person answers comes there. Throws ConflictError when they have another open one.
 */
export async function turnOf(
  ctx: ActionContext,
  conversation: ConversationRow,
  stateAfter: 'waiting' | 'open' | 'closed',
): Promise<Turn> {
  const wasClosed = conversation.state === 'closed';
  if (stateAfter === 'closed') {
    const event = eventRow(ctx, conversation, `${who(ctx)} closed this.`, 'closed');
    return { set: { openKey: null }, guards: [], ...(wasClosed ? {} : { said: 'closed', event }) };
  }
  const openKey = openKeyFor(conversation.feature, conversation.personId);
  if (!wasClosed || !openKey) return { set: {}, guards: [] };
  await refuseOtherOpen(ctx, conversation, openKey);
  return {
    set: { openKey },
    guards: [isFreeKey(ctx, conversation, openKey)],
    said: 'reopened',
    event: eventRow(ctx, conversation, `${who(ctx)} opened this again.`, 'reopened'),
  };
}
