import type { ActionContext } from '../../../../core/context.ts';
import { DisabledError } from '../../../../core/errors.ts';
import { customId } from '../../../../core/interactions/custom-id.ts';
import { inert, truncate } from '../../../../discord/text.ts';
import { requireWork, WRITE } from '../../access.ts';
import { findTicket } from '../../find-ticket.ts';
import { ticketsSettings } from '../../settings.ts';
import type { Ticket } from '../../views.ts';
import { makePass } from '../pass.ts';
import { makeTranscripts, type TranscriptRow } from '../transcript/make-transcript.ts';
import { signedAddress } from '../transcript/transcript-link.ts';
import { askMember } from './ask-member.ts';
import { loadRating } from './rate-ticket.ts';

/** A link to a transcript, and one to rate, are good for so long. */
const LINK_HOURS = 14 * 24;
const STARS = [1, 2, 3, 4, 5] as const;

/**
 * What follows when a ticket was closed: its transcripts, and the question how it went. A second run makes no second
 * transcript and asks no second time.
 */
export async function afterClose(ctx: ActionContext, ticketId: string): Promise<Record<string, unknown>> {
  await ctx.require(WRITE);
  const transcripts = await makeTranscripts(ctx, ticketId, { onClose: true });
  const found = await findTicket(ctx, ticketId);
  const { askRating, shareTranscript } = await ctx.settings(ticketsSettings);
  const { closedAt } = found.ticket;
  if (!closedAt || (!askRating && !shareTranscript)) return { transcripts: transcripts.length };
  const own = shareTranscript ? transcripts.find(({ audience }) => audience === 'member') : undefined;
  const isAsked = askRating && !(await loadRating(ctx, ticketId));
  if (!isAsked && !own) return { transcripts: transcripts.length };
  const asked = await askMember(ctx, found, await closedMessage(ctx, found, { own, isAsked }), {
    // The thread is locked when a ticket is closed; a message would open it again.
    ways: ['dm'],
    key: `closed:${ticketId}:${closedAt.toISOString()}`,
    since: closedAt,
  });
  return { transcripts: transcripts.length, asked };
}

async function closedMessage(
  ctx: ActionContext,
  found: Ticket,
  { own, isAsked }: { own: TranscriptRow | undefined; isAsked: boolean },
) {
  const { ticket, conversation } = found;
  const subject = inert(truncate(conversation.subject, 150));
  const reason = ticket.closeReason ? `\n> ${inert(ticket.closeReason)}` : '';
  const address = own && (await signedAddress(ctx, own, LINK_HOURS));
  const page = isAsked ? await ratingAddress(ctx, ticket.id) : undefined;
  const lines = [
    `Ticket #${conversation.number} (${subject}) was closed.${reason}`,
    ...(address ? [`[All that was said](<${address.url}>), for two weeks.`] : []),
    ...(isAsked ? ['How did it go?'] : []),
    ...(page ? [`-# The buttons don’t work? [Rate it here](<${page}>).`] : []),
  ];
  const buttons = STARS.map((score) => ({
    type: 2 as const,
    style: 2 as const,
    label: `${score}`,
    emoji: { name: '⭐' },
    custom_id: customId('tickets', 'rate', ctx.guildId, ticket.id, score),
  }));
  return {
    content: lines.join('\n'),
    components: isAsked ? [{ type: 1 as const, components: buttons }] : [],
  };
}

/** Where the member rates a ticket without Discord, also after they left the server; undefined without an address of ours. */
export async function ratingAddress(ctx: ActionContext, ticketId: string): Promise<string | undefined> {
  const { publicUrl } = ctx.runtime.config;
  const pass = await makePass(ctx, { for: 'rate', id: ticketId }, LINK_HOURS * 60 * 60_000);
  return publicUrl && pass ? `${publicUrl}/ticket/${ctx.guildId}/rate/${ticketId}/${pass.text}` : undefined;
}

/** The same for the team, to be brought to the member by other ways. Throws DisabledError where no link can be made. */
export async function linkRating(ctx: ActionContext, reference: string): Promise<string> {
  const found = await findTicket(ctx, reference);
  await requireWork(ctx, found);
  const address = await ratingAddress(ctx, found.ticket.id);
  if (!address)
    throw new DisabledError(
      'Links need PUBLIC_URL and ENCRYPTION_KEYS, which this installation lacks. Whoever runs it has to set them.',
    );
  return address;
}
