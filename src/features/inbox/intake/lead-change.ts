import { sql } from 'drizzle-orm';
import type { ActionContext, Change } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { truncate } from '../../../discord/text.ts';
import { FIRST_CONTACT_MAX_LENGTH } from '../limits.ts';
import { leadNotes, leads } from '../tables.ts';
import type { LeadRow } from '../views.ts';

/** Tag of whoever came by Discord. */
export const DM_TAG = 'discord_dm';
/** Reason of the conflict when somebody else made the lead first. */
export const LEAD_KNOWN = 'lead-known';

export interface LeadPerson {
  id: string;
  username: string;
  name: string;
  avatar: string | null;
}

interface LeadChange {
  lead: LeadRow;
  change: Required<Pick<Change, 'statements' | 'signals'>>;
}

/**
 * The lead of somebody who wrote or was written to, with what has to be written down for it: a new one with the tag and
 * status of the beginning, or the known one with their present name and the time of contact.
 */
export async function leadChange(
  ctx: ActionContext,
  known: LeadRow | undefined,
  person: LeadPerson,
  firstWords?: string,
): Promise<LeadChange> {
  const at = ctx.now();
  const { username, name, avatar } = person;
  if (known) {
    const seen = { username: username || known.username, name: name || known.name, avatar };
    const update = ctx.db
      .update(leads)
      .set({ ...seen, lastContactAt: at })
      .where(sql`${leads.guildId} = ${ctx.guildId} and ${leads.id} = ${known.id}::uuid`);
    return {
      lead: { ...known, ...seen, lastContactAt: at },
      change: { statements: [update], signals: [] },
    };
  }
  const lead: LeadRow = {
    id: ctx.newId(),
    guildId: ctx.guildId,
    personId: person.id,
    name: name || username || person.id,
    username,
    avatar,
    source: 'discord',
    status: 'new',
    ownerId: null,
    ownerName: null,
    tags: [DM_TAG],
    lastContactAt: at,
    blockedAt: null,
    blockedBy: null,
    blockedByName: null,
    blockReason: null,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  const noteId = await derivedUuid(`first-contact:${ctx.guildId}:${person.id}`);
  const isNew = sql`not exists (select 1 from leads where guild_id = ${ctx.guildId} and person_id = ${person.id})`;
  return {
    lead,
    change: {
      statements: [
        requireThat(isNew, LEAD_KNOWN),
        ctx.db.insert(leads).values(lead),
        ...(firstWords === undefined ? [] : [firstContact(ctx, lead, noteId, firstWords)]),
      ],
      signals: [
        {
          type: 'lead.created',
          subject: `lead:${lead.id}`,
          data: { leadId: lead.id, discordUserId: person.id, name: lead.name },
        },
      ],
    },
  };
}

/** The beginning of what somebody wrote first, as a note on their lead. */
function firstContact(ctx: ActionContext, lead: LeadRow, id: string, words: string) {
  const text = words.replace(/\s+/g, ' ').trim();
  const body = truncate(text ? `First contact: ${text}` : 'First contact', FIRST_CONTACT_MAX_LENGTH);
  return ctx.db
    .insert(leadNotes)
    .values({
      id,
      guildId: ctx.guildId,
      leadId: lead.id,
      kind: 'first-contact',
      body,
      createdBy: `user:${lead.personId}`,
      createdByName: lead.name,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing();
}
