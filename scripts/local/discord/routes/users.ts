import { guildsInCommon, openDm } from '../channels.ts';
import { refusal } from '../errors.ts';
import { guildPermissions } from '../permissions.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { Check, Fields } from '../validation/check.ts';
import { userById, viewChannel, viewMember, viewUser } from '../views.ts';
import { requireScope } from './scopes.ts';

export const userRoutes: Route[] = [
  { method: 'GET', path: '/users/@me', auth: 'token', handle: me },
  {
    method: 'GET',
    path: '/users/:user',
    auth: 'bot',
    handle: (context) => {
      const id = param(context, 'user');
      const user = context.state.data.users.get(id);
      if (!user) throw refusal(10013);
      return viewUser(user);
    },
  },
  { method: 'PATCH', path: '/users/@me', auth: 'bot', handle: editMe },
  { method: 'GET', path: '/users/@me/guilds', auth: 'token', handle: myGuilds },
  { method: 'DELETE', path: '/users/@me/guilds/:guild', auth: 'bot', handle: leaveGuild },
  { method: 'GET', path: '/users/@me/guilds/:guild/member', auth: 'user', handle: myMember },
  { method: 'POST', path: '/users/@me/channels', auth: 'bot', handle: openDmChannel },
];

function me(context: RouteContext): unknown {
  const { state, caller } = context;
  requireScope(caller, 'identify');
  const user = state.data.users.get(context.userId);
  if (!user) throw refusal(10013);
  const view = { ...viewUser(user), locale: user.locale, mfa_enabled: user.bot, premium_type: 0 };
  if (caller.kind === 'bearer' && !caller.scopes.includes('email')) return view;
  return { ...view, email: user.email, verified: true };
}

function editMe({ state, userId, body }: RouteContext): unknown {
  const check = new Check();
  const fields = new Fields(check, body ?? {});
  const username = fields.string('username', { min: 2, max: 32 });
  check.done();
  const user = state.data.users.get(userId);
  if (!user) throw refusal(10013);
  if (username !== undefined) user.username = username;
  state.dispatch({ t: 'USER_UPDATE', d: viewUser(user), user_ids: [userId], audience: 'all' });
  return { ...viewUser(user), locale: user.locale, mfa_enabled: true, verified: true, email: null };
}

function myGuilds({ state, caller, userId, query }: RouteContext): unknown {
  requireScope(caller, 'guilds');
  const after = query.get('after');
  const before = query.get('before');
  const withCounts = query.get('with_counts') === 'true';
  return [...state.data.guilds.values()]
    .filter((guild) => guild.members.has(userId))
    .filter((guild) => after === null || compareSnowflakes(guild.id, after) > 0)
    .filter((guild) => before === null || compareSnowflakes(guild.id, before) < 0)
    .sort((a, b) => compareSnowflakes(a.id, b.id))
    .slice(0, Number(query.get('limit') ?? 200))
    .map((guild) => {
      const member = guild.members.get(userId);
      return {
        id: guild.id,
        name: guild.name,
        icon: guild.icon,
        banner: null,
        owner: guild.owner_id === userId,
        permissions: member ? guildPermissions(guild, member).toString() : '0',
        features: [],
        ...(withCounts
          ? { approximate_member_count: guild.members.size, approximate_presence_count: guild.members.size }
          : {}),
      };
    });
}

function leaveGuild(context: RouteContext): void {
  const { state, userId } = context;
  const guild = state.data.guilds.get(param(context, 'guild'));
  if (!guild?.members.delete(userId)) throw refusal(10004);
  state.dispatch({
    t: 'GUILD_MEMBER_REMOVE',
    d: { guild_id: guild.id, user: userById(state, userId) },
    guild_id: guild.id,
    audience: 'client',
  });
  state.dispatch({ t: 'GUILD_DELETE', d: { id: guild.id }, user_ids: [userId], audience: 'gateway' });
}

function myMember(context: RouteContext): unknown {
  const { state, caller, userId } = context;
  requireScope(caller, 'guilds.members.read');
  const guild = state.data.guilds.get(param(context, 'guild'));
  const member = guild?.members.get(userId);
  if (!member) throw refusal(10004);
  return viewMember(state, member);
}

function openDmChannel({ state, userId, body }: RouteContext): unknown {
  const check = new Check();
  const recipient = new Fields(check, body ?? {}).snowflake('recipient_id', { required: true }) ?? '';
  check.done();
  const user = state.data.users.get(recipient);
  if (!user) throw refusal(10013);
  if (recipient === userId || user.bot) throw refusal(50007);
  if (!guildsInCommon(state, userId, recipient)) throw refusal(50278);
  return viewChannel(state, openDm(state, userId, recipient), userId);
}
