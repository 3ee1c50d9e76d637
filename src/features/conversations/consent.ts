import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext, AuditEntry, Change } from '../../core/context.ts';
import type { NewSignal } from '../../core/signals/signal.ts';
import type { ConsentEntry } from './model.ts';
import { conversationMessages, conversationReach } from './tables.ts';

type Part = { statements: Change['statements']; signals: NewSignal[]; audit: AuditEntry[] };

/** What ends a person's consent: the ledger's entry, and all that was still to be sent unasked is taken back. */
export async function withdrawal(
  ctx: ActionContext,
  personId: string,
  { evidence, messageId }: { evidence: string; messageId?: string },
): Promise<Part> {
  const part = consentChange(ctx, personId, 'withdrawn', evidence, messageId);
  const takenBack = ctx.db
    .update(conversationMessages)
    .set({ state: 'cancelled', error: { code: 'consent_withdrawn', text: WITHDRAWN } })
    .where(
      and(
        eq(conversationMessages.guildId, ctx.guildId),
        eq(conversationMessages.personId, personId),
        inArray(conversationMessages.state, ['scheduled', 'queued', 'unreachable']),
        ne(conversationMessages.purpose, 'reply'),
      ),
    );
  return { ...part, statements: [...part.statements, takenBack] };
}

export const WITHDRAWN = 'This person asked for no more messages. Only replies to what they write are sent.';

/** Writes one entry into a person's history of consent, which is never shortened. */
export function consentChange(
  ctx: ActionContext,
  personId: string,
  state: ConsentEntry['state'],
  evidence: string,
  messageId?: string,
): Part {
  const at = ctx.now();
  const entry: ConsentEntry = { state, at: at.toISOString(), evidence, by: actorLabel(ctx.actor) };
  const entries = JSON.stringify([entry]);
  return {
    statements: [
      ctx.db
        .insert(conversationReach)
        .values({
          guildId: ctx.guildId,
          personId,
          consent: state,
          consentHistory: [entry],
          updatedAt: at,
        })
        .onConflictDoUpdate({
          target: [conversationReach.guildId, conversationReach.personId],
          set: {
            consent: state,
            consentHistory: sql`${conversationReach.consentHistory} || ${entries}::jsonb`,
            updatedAt: at,
          },
        }),
    ],
    signals: [
      {
        type: 'consent.changed',
        subject: `person:${personId}`,
        data: { personId, consent: state, evidence },
      },
    ],
    audit: [
      {
        action: state === 'granted' ? 'conversations.grant-consent' : 'conversations.withdraw-consent',
        target: `person:${personId}`,
        after: { consent: state, evidence, ...(messageId ? { messageId } : {}) },
      },
    ],
  };
}
