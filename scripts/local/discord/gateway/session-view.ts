import type { LocalState } from '../state.ts';
import { type Dict, isDict } from '../validation/check.ts';
import type { Dispatch } from './frames.ts';
import { gatewayGuild } from './guild-view.ts';
import { hears, Intent } from './intents.ts';
import type { Presences } from './presence.ts';
import type { GatewaySession } from './session.ts';

/** The data of an event as one session gets it; undefined when its intents leave the event out. */
export function sessionView(
  state: LocalState,
  presences: Presences,
  session: GatewaySession,
  { t, d, guildId }: Dispatch,
): Dict | undefined {
  const { botId, guilds } = state.data;
  const ownMember = t === 'GUILD_MEMBER_UPDATE' && isDict(d.user) && d.user.id === botId;
  if (!ownMember && !hears(session.intents, t, guildId)) return undefined;
  if (t === 'GUILD_CREATE') {
    const guild = guilds.get(guildId ?? '');
    return guild && gatewayGuild(state, presences, guild, session);
  }
  if (t === 'THREAD_MEMBERS_UPDATE' && !(session.intents & Intent.GuildMembers))
    return JSON.stringify([d.added_members, d.removed_member_ids]).includes(`"${botId}"`) ? d : undefined;
  const isMessage = t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE';
  if (isMessage && !(session.intents & Intent.MessageContent) && guildId !== null)
    return withoutContent(d, botId);
  return d;
}

/** Empties what the message-content intent guards, unless the bot wrote the message or is mentioned in it. */
function withoutContent(message: Dict, botId: string): Dict {
  const replied = message.referenced_message;
  const nested = isDict(replied) ? { referenced_message: withoutContent(replied, botId) } : {};
  const mentions = Array.isArray(message.mentions) ? message.mentions : [];
  const isOwn = isDict(message.author) && message.author.id === botId;
  if (isOwn || mentions.some((user) => isDict(user) && user.id === botId)) return { ...message, ...nested };
  const { poll: _poll, message_snapshots: _snapshots, ...rest } = message;
  return { ...rest, ...nested, content: '', embeds: [], attachments: [], components: [] };
}
