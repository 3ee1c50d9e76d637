import * as v from 'valibot';
import { actorLabel } from '../../core/access/actor.ts';
import type { ActionContext } from '../../core/context.ts';
import { recordComments } from './tables.ts';

export const COMMENT_MAX_LENGTH = 1_000;

export const CommentBody = v.pipe(
  v.string('Give a text.'),
  v.trim(),
  v.maxLength(COMMENT_MAX_LENGTH, `At most ${COMMENT_MAX_LENGTH} characters.`),
);

/** The insert of a comment by the actor, for `ctx.commit`. The same `originKey` fails on `record_comments_origin_key`. */
export const newComment = (
  ctx: ActionContext,
  recordId: string,
  body: string,
  originKey: string | null = null,
  id = ctx.newId(),
) =>
  ctx.db.insert(recordComments).values({
    id,
    guildId: ctx.guildId,
    recordId,
    body,
    author: actorLabel(ctx.actor),
    authorName: ctx.actor.name,
    originKey,
    createdAt: ctx.now(),
  });
