import type { StoredChannel, StoredGuild } from '../model.ts';
import type { LocalEvent, LocalState } from '../state.ts';
import { type Dict, isDict } from '../validation/check.ts';
import { userById, viewMember, viewMessage } from '../views.ts';
import { BotSight } from './bot-sight.ts';
import type { Dispatch } from './frames.ts';
import { activeThreads, botSees, gatewayChannel } from './guild-view.ts';

/** Turns changes of the state into what the bot's user may hear, before any session's intents. */
export class BotEar {
  private readonly state: LocalState;
  private readonly sight: BotSight;

  constructor(state: LocalState) {
    this.state = state;
    this.sight = new BotSight(state);
  }

  hear(event: LocalEvent): Dispatch[] {
    const { botId, guilds } = this.state.data;
    if (event.audience === 'client') return [];
    if (event.user_ids && !event.user_ids.includes(botId)) return [];
    const { t, d } = event;
    const guildId = event.guild_id ?? (typeof d.guild_id === 'string' ? d.guild_id : null);
    if (t === 'GUILD_DELETE') return [{ t, d, guildId: String(d.id) }];
    if (guildId === null)
      return t.startsWith('CHANNEL_') && t !== 'CHANNEL_PINS_UPDATE' ? [] : this.direct(t, d);
    const guild = guilds.get(guildId);
    if (!guild) return [];
    const aboutBot = isDict(d.user) && d.user.id === botId;
    if (aboutBot && t === 'GUILD_MEMBER_REMOVE') return this.leave(guildId);
    if (aboutBot && t === 'GUILD_MEMBER_ADD') return this.join(guildId);
    if (!guild.members.has(botId)) return [];
    if (event.channel_id) return this.inChannel(guild, event.channel_id, t, d);
    const told = [{ t, d, guildId }];
    const shifts = t.startsWith('GUILD_ROLE_') || (aboutBot && t === 'GUILD_MEMBER_UPDATE');
    return shifts
      ? [...told, ...this.sight.lookAround(guildId).flatMap((channel) => this.update(channel, guildId))]
      : told;
  }

  private direct(t: string, d: Dict): Dispatch[] {
    return [{ t, d: this.ownReactions(t, d), guildId: null }];
  }

  private join(guildId: string): Dispatch[] {
    this.sight.lookAround(guildId);
    // Each session fills it according to its intents.
    return [{ t: 'GUILD_CREATE', d: { id: guildId }, guildId }];
  }

  private leave(guildId: string): Dispatch[] {
    this.sight.lookAround(guildId);
    return [{ t: 'GUILD_DELETE', d: { id: guildId }, guildId }];
  }

  private inChannel(guild: StoredGuild, channelId: string, t: string, d: Dict): Dispatch[] {
    const channel = this.state.data.channels.get(channelId);
    if (!channel) return [];
    const guildId = guild.id;
    if (/^CHANNEL_(CREATE|UPDATE|DELETE)$/.test(t)) {
      const change = this.sight.look(channel);
      if (t === 'CHANNEL_DELETE') this.sight.forget(channel);
      if (t === 'CHANNEL_UPDATE' && change === 'gained') return this.update(channel, guildId);
      return [{ t, d: gatewayChannel(this.state, channel), guildId }];
    }
    if (t === 'THREAD_MEMBERS_UPDATE') return this.threadMembers(guild, channel, d);
    if (!botSees(this.state, channel)) return [];
    if (t === 'THREAD_CREATE' || t === 'THREAD_UPDATE')
      return [{ t, d: { ...d, ...gatewayChannel(this.state, channel) }, guildId }];
    if (t === 'TYPING_START') {
      const member = guild.members.get(String(d.user_id));
      return [{ t, d: member ? { ...d, member: viewMember(this.state, member) } : d, guildId }];
    }
    return [{ t, d: this.ownReactions(t, d), guildId }];
  }

  /** Being added to a private thread makes it known: the thread itself comes first. */
  private threadMembers(guild: StoredGuild, thread: StoredChannel, d: Dict): Dispatch[] {
    const { botId } = this.state.data;
    const guildId = guild.id;
    const added = Array.isArray(d.added_members) ? d.added_members.filter(isDict) : [];
    const removed = Array.isArray(d.removed_member_ids) ? d.removed_member_ids : [];
    if (!botSees(this.state, thread) && !removed.includes(botId)) return [];
    const added_members = added.map((entry) => {
      const member = guild.members.get(String(entry.user_id));
      const person = member
        ? viewMember(this.state, member)
        : { user: userById(this.state, String(entry.user_id)) };
      return { ...entry, member: person, presence: null };
    });
    const told = { t: 'THREAD_MEMBERS_UPDATE', d: { ...d, added_members }, guildId };
    if (!added.some((entry) => entry.user_id === botId)) return [told];
    return [{ t: 'THREAD_CREATE', d: gatewayChannel(this.state, thread), guildId }, told];
  }

  /** The state tells a message as nobody's; the bot's own reactions are marked for it. */
  private ownReactions(t: string, d: Dict): Dict {
    if (t !== 'MESSAGE_UPDATE' || !Array.isArray(d.reactions)) return d;
    const message = this.state.data.messages.get(String(d.channel_id))?.get(String(d.id));
    return message
      ? { ...d, reactions: viewMessage(this.state, message, this.state.data.botId).reactions }
      : d;
  }

  /** A channel as it is now and, when the bot has just gained it, the threads that go on in it. */
  private update(channel: StoredChannel, guildId: string): Dispatch[] {
    const told = { t: 'CHANNEL_UPDATE', d: gatewayChannel(this.state, channel), guildId };
    const threads = botSees(this.state, channel) ? activeThreads(this.state, guildId, channel.id) : [];
    if (threads.length === 0) return [told];
    const members = threads.flatMap((thread) => (isDict(thread.member) ? [thread.member] : []));
    const d = { guild_id: guildId, channel_ids: [channel.id], threads, members };
    return [told, { t: 'THREAD_LIST_SYNC', d, guildId }];
  }
}
