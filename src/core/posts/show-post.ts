import type { RESTPostAPIChannelMessageJSONBody } from 'discord-api-types/v10';
import { getChannel } from '../../discord/channels.ts';
import {
  DiscordApiError,
  DiscordError,
  explainDiscordError,
  isUnknownChannel,
  isUnknownMessage,
} from '../../discord/errors.ts';
import { createMessage, editMessage } from '../../discord/messages.ts';
import type { ActionContext } from '../context.ts';
import { sha256Hex } from '../hash.ts';
import { isRetryable } from '../interactions/present.ts';
import { redact } from '../log.ts';
import { findPosted, isOwn, takenByPosts, wordsHash } from './find-posted.ts';
import { claimMessage, type PostRow, savePost, takePost } from './post-store.ts';
import type { PostJob } from './tables.ts';

export type PostBody = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'embeds' | 'components' | 'allowed_mentions'
>;

/** What is to be seen: a message in a channel; or a sentence why there can be none; or (null) nothing any more. */
export type Drawn = { channelId: string; body: PostBody } | { problem: string } | null;

export interface Post {
  /** `<feature>:<what it shows>`: one message per server and key. */
  key: string;
  /** The job that calls `showPost`; started again when a problem may be over. */
  again: PostJob;
  /** Reads what is to be seen now. Called while nobody else writes this message, so the newest state comes last. */
  draw(): Promise<Drawn>;
}

export type Shown =
  | { kind: 'shown'; channelId: string; messageId: string }
  /** `isNew`: it was well until now, or never tried. */
  | { kind: 'failed'; problem: string; isNew: boolean }
  | { kind: 'nothing' };

/**
 * Shows something in one message, for jobs: posts it the first time, edits it ever after, and posts it anew if somebody
 * deleted it. At least once, seen once: a nonce drops repeats within minutes, and after a crash or a lost answer the
 * channel where it was tried is searched for the words of then.
 * It stays in the channel where it is as long as there is that channel. What people have to mend is kept as the post's
 * problem (see problems.ts); what passes by itself is thrown, so that the job comes again.
 */
export async function showPost(ctx: ActionContext, post: Post): Promise<Shown> {
  const row = await takePost(ctx, post.key, post.again);
  const progress = { row };
  try {
    const drawn = await post.draw();
    if (drawn === null) {
      await savePost(ctx, row, { leasedUntil: null, problem: null, problemSince: null });
      return { kind: 'nothing' };
    }
    if ('problem' in drawn) return await fail(ctx, row, drawn.problem);
    return await write(ctx, progress, drawn);
  } catch (error) {
    if (error instanceof DiscordError && !isRetryable(error)) {
      return fail(ctx, progress.row, redact(explainDiscordError(error)).slice(0, 500));
    }
    await savePost(ctx, progress.row, { leasedUntil: null, ...attemptOf(progress.row) });
    throw error;
  }
}

async function write(
  ctx: ActionContext,
  progress: { row: PostRow },
  { channelId, body }: { channelId: string; body: PostBody },
): Promise<Shown> {
  const whole = { content: '', embeds: [], components: [], allowed_mentions: { parse: [] }, ...body };
  const shown = await sha256Hex(JSON.stringify(whole));
  const { row } = progress;
  if (row.messageId && row.channelId) {
    const place = { channelId: row.channelId, messageId: row.messageId };
    if (row.shown === shown || (await edit(ctx, place, whole))) return done(ctx, row, place, shown);
    progress.row = await savePost(ctx, row, { messageId: null, generation: row.generation + 1 });
  }
  const channel = await getChannel(ctx.discord, channelId);
  if (!('guild_id' in channel) || channel.guild_id !== ctx.guildId) {
    return fail(ctx, progress.row, 'The channel belongs to another server. Choose one of this server.');
  }
  const { postingSince } = progress.row;
  const before =
    postingSince && (await findAttempt(ctx, progress.row, postingSince, { channelId, body: whole }));
  const place = before || { channelId, messageId: await create(ctx, progress, channelId, whole) };
  const mine = await claimMessage(
    ctx,
    progress.row,
    postingSince ? { ...place, shown: null, postingSince: null } : { ...place, ...WELL, shown },
  );
  if (mine && !postingSince) return { kind: 'shown', ...place };
  // An earlier attempt may have posted it, with what was to be said then: it is edited like any that is there already.
  // One that another post took for its own meanwhile is left to that; this one looks on, and has a new nonce.
  progress.row = mine ?? (await savePost(ctx, progress.row, { generation: progress.row.generation + 1 }));
  return write(ctx, progress, { channelId, body });
}

/** What an earlier attempt posted, where it was tried and with the words of then: both may have changed since. */
async function findAttempt(
  ctx: ActionContext,
  row: PostRow,
  since: Date,
  now: { channelId: string; body: PostBody },
): Promise<{ channelId: string; messageId: string } | undefined> {
  const channelId = row.channelId ?? now.channelId;
  const words = row.postedWords ?? (await wordsHash(now.body));
  const found = await findPosted(ctx, channelId, {
    since,
    isIt: async (message) => isOwn(ctx, message) && (await wordsHash(message)) === words,
    taken: (ids) => takenByPosts(ctx, ids),
  });
  return found && { channelId, messageId: found.id };
}

/** Posts it and gives its id. Unless Discord said no, it may be there although this throws; the row keeps since when. */
async function create(
  ctx: ActionContext,
  progress: { row: PostRow },
  channelId: string,
  body: PostBody,
): Promise<string> {
  const before = progress.row;
  progress.row = await savePost(ctx, before, {
    channelId,
    postedWords: await wordsHash(body),
    postingSince: before.postingSince ?? ctx.now(),
  });
  const idempotencyKey = `post:${ctx.guildId}:${before.key}:${before.generation}:${channelId}`;
  try {
    return (await createMessage(ctx.discord, channelId, body, { idempotencyKey })).id;
  } catch (error) {
    // What an earlier attempt did stays as unknown as it was.
    if (error instanceof DiscordApiError) progress.row = before;
    throw error;
  }
}

/** False when somebody deleted the message or its channel. */
async function edit(
  ctx: ActionContext,
  { channelId, messageId }: { channelId: string; messageId: string },
  body: PostBody,
): Promise<boolean> {
  try {
    await editMessage(ctx.discord, channelId, messageId, body);
    return true;
  } catch (error) {
    if (isUnknownMessage(error) || isUnknownChannel(error)) return false;
    throw error;
  }
}

async function done(
  ctx: ActionContext,
  row: PostRow,
  place: { channelId: string; messageId: string },
  shown: string,
): Promise<Shown> {
  await savePost(ctx, row, { ...place, ...WELL, shown });
  return { kind: 'shown', ...place };
}

async function fail(ctx: ActionContext, row: PostRow, problem: string): Promise<Shown> {
  const problemSince = row.problemSince ?? ctx.now();
  await savePost(ctx, row, { problem, problemSince, leasedUntil: null, ...attemptOf(row) });
  return { kind: 'failed', problem, isNew: row.problem === null };
}

const WELL = { problem: null, problemSince: null, postingSince: null, leasedUntil: null };

/** What is known of an attempt whose end is not. */
const attemptOf = ({ channelId, postingSince, postedWords }: PostRow) => ({
  channelId,
  postingSince,
  postedWords,
});
