import type { APIAllowedMentions } from 'discord-api-types/v10';
import type { DiscordFile } from './rest.ts';

/** Nobody is pinged unless the caller says who. */
export const NO_MENTIONS: APIAllowedMentions = { parse: [] };

/** A file that a message has already and keeps when it is edited. */
export interface KeptAttachment {
  id: string;
  description?: string | null;
}

type MessageLike = { allowed_mentions?: APIAllowedMentions | null; attachments?: unknown };

/**
 * Completes a message that is created or edited: mentions nobody unless told to, and lists the new files.
 * Discord applies its own default for mentions again at every edit, so the body always carries ours.
 * When editing, `attachments` must name the files to keep: those it does not name are deleted.
 */
export function messageBody<Body extends object>(
  body: Body & MessageLike,
  files?: readonly DiscordFile[],
): Body & MessageLike {
  const complete: Body & MessageLike = { ...body, allowed_mentions: body.allowed_mentions ?? NO_MENTIONS };
  if (!files?.length) return complete;
  const kept = Array.isArray(body.attachments) ? body.attachments : [];
  const added = files.map(({ name, description }, id) => ({ id, filename: name, description }));
  return { ...complete, attachments: [...kept, ...added] };
}

/**
 * A nonce of 22 characters that is always the same for one idempotency key. Sent with `enforce_nonce`, it makes
 * Discord return the first message instead of posting a second one, for some minutes.
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export async function nonceFor(idempotencyKey: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(idempotencyKey));
  const bytes = String.fromCharCode(...new Uint8Array(digest, 0, 16));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
