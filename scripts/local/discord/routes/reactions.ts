import { refusal } from '../errors.ts';
import { findMessage } from '../messages.ts';
import { can, Permission, reachChannel } from '../permissions.ts';
import { addReaction, clearReactions, findReaction, readEmoji, removeReaction } from '../reactions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { userById } from '../views.ts';

const BASE = '/channels/:channel/messages/:message/reactions';

export const reactionRoutes: Route[] = [
  {
    method: 'PUT',
    path: `${BASE}/:emoji/@me`,
    auth: 'bot',
    handle: (context) => {
      const { channel, message, emoji } = reach(context);
      addReaction(context.state, channel, message, context.userId, emoji);
    },
  },
  {
    method: 'DELETE',
    path: `${BASE}/:emoji/@me`,
    auth: 'bot',
    handle: (context) => {
      const { channel, message, emoji } = reach(context);
      removeReaction(context.state, channel, message, context.userId, emoji);
    },
  },
  {
    method: 'DELETE',
    path: `${BASE}/:emoji/:user`,
    auth: 'bot',
    handle: (context) => {
      const { channel, message, emoji } = reach(context, true);
      removeReaction(context.state, channel, message, param(context, 'user'), emoji);
    },
  },
  { method: 'GET', path: `${BASE}/:emoji`, auth: 'bot', handle: listReactors },
  {
    method: 'DELETE',
    path: `${BASE}/:emoji`,
    auth: 'bot',
    handle: (context) => {
      const { channel, message, emoji } = reach(context, true);
      clearReactions(context.state, channel, message, emoji);
    },
  },
  {
    method: 'DELETE',
    path: BASE,
    auth: 'bot',
    handle: (context) => {
      const { state, userId } = context;
      const channel = reachChannel(state, userId, param(context, 'channel'), Permission.ManageMessages);
      clearReactions(state, channel, findMessage(state, channel.id, param(context, 'message')));
    },
  },
];

function reach(context: RouteContext, moderating = false) {
  const { state, userId } = context;
  const channel = reachChannel(state, userId, param(context, 'channel'));
  const message = findMessage(state, channel.id, param(context, 'message'));
  const emoji = readEmoji(state, param(context, 'emoji'));
  if (moderating && !can(state, userId, channel, Permission.ManageMessages)) throw refusal(50013);
  return { channel, message, emoji };
}

function listReactors(context: RouteContext): unknown {
  const { message, emoji } = reach(context);
  const after = context.query.get('after') ?? '0';
  return (findReaction(message, emoji)?.users ?? [])
    .filter((id) => compareSnowflakes(id, after) > 0)
    .sort(compareSnowflakes)
    .slice(0, Math.min(100, Number(context.query.get('limit') ?? 25)))
    .map((id) => userById(context.state, id));
}
