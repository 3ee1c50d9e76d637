import * as v from 'valibot';
import { InputError } from '../../core/errors.ts';
import { MESSAGE_LIMITS } from '../../discord/limits.ts';
import { lengthOf } from '../../discord/text.ts';
import { MESSAGE_PURPOSES } from './model.ts';

/** Further ahead nobody plans a reply. */
const MOST_AHEAD_MS = 366 * 24 * 60 * 60_000;

export const ReplyInput = v.object({
  content: v.optional(
    v.pipe(
      v.string('Give a text.'),
      v.trim(),
      v.check(
        (text) => lengthOf(text) <= MESSAGE_LIMITS.content,
        `At most ${MESSAGE_LIMITS.content} characters. Send the rest as a second message.`,
      ),
    ),
    '',
  ),
  /** Of uploads; see keepUpload. */
  attachmentIds: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.uuid('That is not an id.'))),
      v.maxLength(MESSAGE_LIMITS.attachments, `At most ${MESSAGE_LIMITS.attachments} files.`),
    ),
    [],
  ),
  /** The message that it answers. */
  replyToId: v.optional(v.nullable(v.pipe(v.string(), v.uuid('That is not an id.')))),
  /** Not before then, ISO 8601. */
  sendAt: v.optional(
    v.nullable(v.pipe(v.string(), v.isoTimestamp('Give a time like 2026-11-27T17:00:00Z.'))),
  ),
  purpose: v.optional(v.picklist(MESSAGE_PURPOSES), 'reply'),
  /** State of the conversation afterwards. */
  stateAfter: v.optional(v.picklist(['waiting', 'open', 'closed']), 'waiting'),
});

/** The time of a scheduled message; null for one that goes at once. */
export function readSendAt(text: string | null, now: Date): Date | null {
  if (!text) return null;
  const at = new Date(text);
  if (at.getTime() - now.getTime() > MOST_AHEAD_MS)
    throw new InputError('sendAt: At most a year ahead.', { sendAt: 'At most a year ahead.' });
  return at <= now ? null : at;
}
