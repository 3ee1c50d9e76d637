import { actorUserId } from '../access/actor.ts';
import type { ActionContext } from '../context.ts';
import { FEED_URL, feedOf } from './poke-live.ts';

/** What somebody is writing to a subject and has not sent. */
export interface Draft {
  userId: string;
  name: string;
  /** The beginning of it. */
  text: string;
  /** When the person last typed; Unix milliseconds. */
  at: number;
}

/** So long after the last key somebody counts as writing, in milliseconds. */
export const DRAFT_MS = 30_000;
/** Enough to see what it is going to be. */
export const MOST_DRAFT = 400;

type At = Pick<ActionContext, 'runtime' | 'guildId' | 'log'>;

/** Who is writing to the subject just now, the asking person left out. Nobody, when the feed can't tell. */
export const readDrafts = (ctx: ActionContext, subject: string): Promise<Draft[]> =>
  readDraftsFor(ctx, subject, actorUserId(ctx.actor));

export async function readDraftsFor(at: At, subject: string, reader: string | undefined): Promise<Draft[]> {
  const drafts = await ask<Draft[]>(at, `/drafts?subject=${encodeURIComponent(subject)}`);
  return (drafts ?? []).filter(({ userId }) => userId !== reader);
}

/** Says that the actor has sent what they wrote, or gave it up; shows it to those who have the subject open. */
export async function dropDraft(ctx: ActionContext, subject: string): Promise<void> {
  if (ctx.actor.kind === 'user') await writeDraft(ctx, subject, ctx.actor, '');
}

/** Notes what a person has written so far, and shows it to those who have the subject open; empty takes it away. */
export async function writeDraft(
  at: At,
  subject: string,
  person: { id: string; name: string },
  text: string,
): Promise<void> {
  await ask(at, '/drafts', { subject, userId: person.id, name: person.name, text });
}

/** A missing feed must not keep anybody from working: the guard is a courtesy among colleagues. */
async function ask<T>({ runtime, guildId, log }: At, path: string, body?: unknown): Promise<T | undefined> {
  try {
    const feed = feedOf(runtime, guildId);
    const response = await feed?.fetch(`${FEED_URL}${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return response?.status === 200 ? ((await response.json()) as T) : undefined;
  } catch (error) {
    log.warn('drafts not known', { error });
    return undefined;
  }
}
