import type { APIEmbed } from 'discord-api-types/v10';
import type { ActionContext } from '../../../core/context.ts';
import { UnavailableError } from '../../../core/errors.ts';
import type { SettingsValues } from '../../../core/settings/definition.ts';
import { DiscordRefused, DiscordUnavailable } from '../../../discord/errors.ts';
import type { DiscordFile } from '../../../discord/rest.ts';
import { WITHDRAWN } from '../consent.ts';
import type { DeliveryError } from '../model.ts';
import { loadReach, type ReachChange, type ReachRow, upsertReach } from '../reach.ts';
import { conversationsSettings } from '../settings.ts';
import { noticeInContactChannel } from './contact-notice.ts';
import { findSent } from './find-sent.ts';
import { cardOf, type Identity, identityOf } from './identity.ts';
import { linksTo, splitFiles } from './link-files.ts';
import { loadAgent } from './load-agent.ts';
import { loadFiles } from './load-files.ts';
import { openThread } from './open-thread.ts';
import { pauseLane } from './opening-lane.ts';
import { judgeRefusal } from './outcome.ts';
import { awaitsPlace, planRoutes, type Route, UNKNOWN_USER } from './plan-routes.ts';
import { postAsAgent, postAsBot } from './post.ts';
import { markLost, markSending, markSent, type Outgoing, type Posted, putBack } from './settle.ts';

/** For so long a message is tried before it counts as failed. */
const GIVE_UP_MS = 23 * 60 * 60_000;

/** Its feature starts the sending when the place is there; this is for the case that it can't. Milliseconds. */
const PLACE_WAIT_MS = 60_000;

/** `opening`: the direct message has to be opened first, which waits its turn. `later`: at that time. */
export type Delivery = { kind: 'over' } | { kind: 'opening' } | { kind: 'later'; at: Date };

/**
 * Brings one message to its person by the first way that is open, and writes each step down. Throws what is worth
 * another attempt; then the message is still in the outbox, with the same nonce.
 */
export async function deliver(
  ctx: ActionContext,
  given: Outgoing,
  leaseUntil: () => Date,
): Promise<Delivery> {
  const { conversation, message } = given;
  const settings = await ctx.settings(conversationsSettings);
  const reach = await loadReach(ctx, message.personId);
  if (message.purpose !== 'reply' && reach?.consent === 'withdrawn') {
    await markLost(ctx, given, 'cancelled', { code: 'consent_withdrawn', text: WITHDRAWN });
    return { kind: 'over' };
  }
  if (message.sendingAt && ctx.now().getTime() - message.sendingAt.getTime() > GIVE_UP_MS) {
    await markLost(ctx, given, 'failed', NOT_SENT);
    return { kind: 'over' };
  }
  if (awaitsPlace(conversation)) return { kind: 'later', at: new Date(ctx.now().getTime() + PLACE_WAIT_MS) };
  const routes = planRoutes({ conversation, reach, threadChannel: settings.threadChannel });
  if (reach?.lastCode === UNKNOWN_USER && routes.length === 0) {
    await markLost(ctx, given, 'failed', NO_SUCH_USER);
    return { kind: 'over' };
  }
  // Looked for before anything is posted, by whatever way the attempt before went.
  const before = await recover(ctx, given, routes);
  if (before) {
    await markSent(ctx, given, before);
    return { kind: 'over' };
  }
  const letter = await compose(ctx, given, settings);
  if ('missing' in letter) {
    await markLost(ctx, given, 'failed', letter.missing);
    return { kind: 'over' };
  }
  let closed: DeliveryError | undefined;
  let learnt: ReachChange = {};
  let out = given;
  for (const route of routes) {
    if (route.kind === 'dm' && !route.channelId) return { kind: 'opening' };
    if (out === given) out = await markSending(ctx, given, leaseUntil());
    try {
      const posted = await take(ctx, out, route, letter, settings);
      if (!posted) continue;
      await markSent(ctx, out, posted, route.kind === 'dm' ? { ...learnt, dmState: 'open' } : learnt);
      return { kind: 'over' };
    } catch (error) {
      const judged = judgeRefusal(error);
      if (!judged) throw await settleDoubt(ctx, out, error);
      if (judged.kind === 'too-fast') {
        await putBack(ctx, out);
        return { kind: 'later', at: await pauseLane(ctx) };
      }
      if (judged.kind === 'failed') {
        await markLost(ctx, out, 'failed', judged.error, learnt);
        return { kind: 'over' };
      }
      closed = judged.error;
      learnt = { ...learnt, ...lessonOf(route, judged.error, reach) };
      await upsertReach(ctx, message.personId, { ...learnt, lastCode: judged.error.discordCode ?? null });
    }
  }
  const told = await noticeInContactChannel(ctx, conversation, settings.contactChannel);
  const why = closed ?? { code: 'dm_closed', text: CLOSED };
  const text = `${why.text} ${told ? TOLD : WAITS}`;
  await markLost(ctx, out, 'unreachable', { ...why, text }, learnt);
  return { kind: 'over' };
}

const CLOSED = 'This person takes no direct messages from the bot.';
const WAITS = 'It is sent when they write, or come back to the server.';
const TOLD = 'They were told in the contact channel; it is sent when they write, or come back to the server.';
const NOT_SENT: DeliveryError = {
  code: 'not_sent',
  text: 'Discord could not be reached for a day. Send it again when it is back.',
};
const NO_SUCH_USER: DeliveryError = {
  code: 'unknown_user',
  discordCode: UNKNOWN_USER,
  text: 'Discord knows no such user. Check the id or the mention.',
};

interface Letter {
  message: Outgoing['message'];
  identity: Identity | null;
  /** In threads and channels the words stand on it. */
  card: APIEmbed | null;
  /** Leads to files that are too large to go along. */
  links: APIEmbed | null;
  files: readonly DiscordFile[];
}

async function compose(
  ctx: ActionContext,
  { conversation, message, attachments }: Outgoing,
  { identity, teamName }: SettingsValues<typeof conversationsSettings>,
): Promise<Letter | { missing: DeliveryError }> {
  const { sent, linked } = splitFiles(attachments);
  const { files, missing } = await loadFiles(ctx, sent);
  if (missing.length > 0) {
    const text = `The file ${missing.join(', ')} is not kept any more. Upload it again and send it anew.`;
    return { missing: { code: 'file_gone', text } };
  }
  const isPerson = message.authorKind === 'staff' && message.authorId;
  const agent =
    isPerson && identity === 'named'
      ? ((await loadAgent(ctx, message.authorId ?? '')) ?? {
          name: message.authorName,
          title: '',
          avatarUrl: message.authorAvatar,
        })
      : isPerson
        ? { name: message.authorName, title: '', avatarUrl: null }
        : undefined;
  return {
    message,
    files,
    links: await linksTo(ctx, conversation, linked),
    identity: identityOf(identity, { agent, teamName }),
    card: conversation.hasCards
      ? cardOf(message, identityOf(identity, { agent: agent && { ...agent, title: '' }, teamName: '' }))
      : null,
  };
}

/** Takes one way; nothing if it turns out not to be there. */
async function take(
  ctx: ActionContext,
  { conversation, message }: Outgoing,
  route: Route,
  letter: Letter,
  { threadChannel, contactChannel }: SettingsValues<typeof conversationsSettings>,
): Promise<Posted | undefined> {
  switch (route.kind) {
    case 'web':
      // The page itself tells nobody that there is something new.
      await noticeInContactChannel(ctx, conversation, contactChannel);
      return { via: 'web', channelId: null, messageId: null };
    case 'dm':
      return route.channelId ? postAsBot(ctx, 'dm', route.channelId, letter) : undefined;
    case 'channel':
      return postAsAgent(ctx, 'channel', route.channelId, letter);
    case 'thread': {
      const threadId =
        route.channelId ??
        (threadChannel
          ? await openThread(ctx, conversation, threadChannel, message.attempts > 1)
          : undefined);
      return threadId ? postAsAgent(ctx, 'thread', threadId, letter) : undefined;
    }
  }
}

/** Whether an earlier attempt, whose end nobody knows, has posted it after all. */
async function recover(
  ctx: ActionContext,
  out: Outgoing,
  routes: readonly Route[],
): Promise<Posted | undefined> {
  if (!out.message.sendingAt) return undefined;
  for (const route of routes) {
    if (route.kind === 'web' || !route.channelId) continue;
    const found = await findSent(ctx, route.channelId, out.message, splitFiles(out.attachments).sent.length);
    if (found) {
      return {
        via: route.kind,
        channelId: route.channelId,
        messageId: found.id,
        webhookId: found.webhook_id ?? null,
      };
    }
  }
  return undefined;
}

/** What a closed way teaches for the next message. */
function lessonOf(route: Route, error: DeliveryError, reach: ReachRow | undefined): ReachChange {
  if (route.kind === 'dm') {
    return error.code === 'place_closed' ? { dmChannelId: null } : { dmState: 'closed' };
  }
  return route.kind === 'thread' && route.channelId === (reach?.threadId ?? null) ? { threadId: null } : {};
}

/** What was surely not posted goes back into the outbox; what may have been stays `sending` until somebody looks. */
async function settleDoubt(ctx: ActionContext, out: Outgoing, error: unknown): Promise<unknown> {
  const doubtful = error instanceof DiscordUnavailable;
  if (!doubtful) await putBack(ctx, out);
  // Without a valid token nothing can be sent, but that is the installation's fault and passes.
  if (error instanceof DiscordRefused || isUnauthorised(error)) {
    return new UnavailableError('The bot is not active: Discord takes no valid token of it.', {
      cause: error,
    });
  }
  return error;
}

const isUnauthorised = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && error.status === 401;
