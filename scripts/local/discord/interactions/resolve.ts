import { viewAttachment } from '../media.ts';
import type { StoredAttachment, StoredChannel } from '../model.ts';
import { channelPermissions, guildPermissions } from '../permissions.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { userById, viewChannel, viewMember, viewMessage, viewRole } from '../views.ts';

/** Gathers the objects that ids in an interaction's data stand for. */
export class Resolved {
  private readonly state: LocalState;
  private readonly channel: StoredChannel;
  private readonly viewerId: string;
  private readonly out: Record<string, Dict> = {};

  constructor(state: LocalState, channel: StoredChannel, viewerId: string) {
    this.state = state;
    this.channel = channel;
    this.viewerId = viewerId;
  }

  private put(kind: string, id: string, value: unknown): true {
    this.out[kind] = { ...this.out[kind], [id]: value };
    return true;
  }

  user(id: string): boolean {
    if (!this.state.data.users.has(id)) return false;
    const guild = this.state.data.guilds.get(this.channel.guild_id ?? '');
    const member = guild?.members.get(id);
    if (guild && member) {
      const { deaf: _d, mute: _m, ...partial } = viewMember(this.state, member, false);
      this.put('members', id, { ...partial, permissions: guildPermissions(guild, member).toString() });
    }
    return this.put('users', id, userById(this.state, id));
  }

  role(id: string): boolean {
    const role = this.state.data.guilds.get(this.channel.guild_id ?? '')?.roles.get(id);
    return role !== undefined && this.put('roles', id, viewRole(role));
  }

  channelOf(id: string): boolean {
    const channel = this.state.data.channels.get(id);
    if (!channel || channel.guild_id !== this.channel.guild_id) return false;
    const permissions = channelPermissions(this.state, this.viewerId, channel).toString();
    const { permission_overwrites: _, ...view } = viewChannel(this.state, channel);
    return this.put('channels', id, { ...view, permissions });
  }

  message(id: string): boolean {
    const message = this.state.data.messages.get(this.channel.id)?.get(id);
    if (!message) return false;
    return this.put('messages', id, viewMessage(this.state, message, this.state.data.botId));
  }

  attachment(id: string, uploads: Map<string, StoredAttachment>): boolean {
    const attachment = uploads.get(id);
    return attachment !== undefined && this.put('attachments', id, viewAttachment(this.state, attachment));
  }

  /** By the type of option or select: 5 or 6 user, 6 or 8 role … as the caller's table says. */
  any(kind: 'user' | 'role' | 'channel' | 'mentionable', id: string): boolean {
    if (kind === 'user') return this.user(id);
    if (kind === 'role') return this.role(id);
    if (kind === 'channel') return this.channelOf(id);
    return this.user(id) || this.role(id);
  }

  value(): Dict | undefined {
    return Object.keys(this.out).length === 0 ? undefined : this.out;
  }
}
