import type { ActionContext } from '../../../../core/context.ts';
import { DisabledError } from '../../../../core/errors.ts';
import { READ } from '../../access.ts';
import { ticketSubject } from '../../told.ts';
import { makePass } from '../pass.ts';
import type { TranscriptRow } from './make-transcript.ts';

const HOUR_MS = 60 * 60_000;

/** Where the team and the member read a transcript in the dashboard, below the server. */
export const transcriptPath = (id: string): string => `/tickets/transcripts/${id}/page`;

/** An address at which whoever has it reads the transcript, without signing in, until it runs out. */
export async function signedAddress(
  ctx: ActionContext,
  row: TranscriptRow,
  hours: number,
): Promise<{ url: string; until: Date } | undefined> {
  const { publicUrl } = ctx.runtime.config;
  const pass = await makePass(ctx, { for: 'transcript', id: row.id }, hours * HOUR_MS);
  if (!publicUrl || !pass) return undefined;
  const url = `${publicUrl}/ticket/${ctx.guildId}/transcripts/${row.id}/${pass.text}/page`;
  return { url, until: pass.until };
}

/** Makes a signed link to a transcript, for somebody outside. Throws DisabledError where none can be made. */
export async function linkTranscript(
  ctx: ActionContext,
  row: TranscriptRow,
  hours: number,
): Promise<{ url: string; until: Date }> {
  await ctx.require(READ);
  const made = await auditedAddress(ctx, row, hours);
  if (made) return made;
  throw new DisabledError(
    'Links need PUBLIC_URL and ENCRYPTION_KEYS, which this installation lacks. Whoever runs it has to set them.',
  );
}

/**
 * A signed address for a person who asked for it, whom the caller has let through. Written down in the audit log,
 * without the address itself.
 */
export async function auditedAddress(
  ctx: ActionContext,
  row: TranscriptRow,
  hours: number,
): Promise<{ url: string; until: Date } | undefined> {
  const made = await signedAddress(ctx, row, hours);
  if (!made) return undefined;
  await ctx.commit({
    statements: [],
    audit: [
      {
        action: 'tickets.link-transcript',
        target: ticketSubject(row.ticketId),
        after: { transcriptId: row.id, until: made.until.toISOString() },
      },
    ],
  });
  return made;
}
