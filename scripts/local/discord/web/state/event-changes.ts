import { change, emojiKey } from './messages.ts';
import { get, set } from './store.ts';
import type { Channel, Emoji, Guild, Id, Member, Role } from './wire.ts';

interface ReactionEvent {
  channel_id: Id;
  message_id: Id;
  user_id?: Id;
  emoji?: Emoji;
  all?: boolean;
}
export function applyReaction(d: ReactionEvent, step: 1 | 0 | -1): void {
  change(d.channel_id, d.message_id, (message) => {
    const { emoji } = d;
    if (d.all || !emoji) return { reactions: [] };
    const list = message.reactions ?? [];
    const key = emojiKey(emoji);
    if (step === 0) return { reactions: list.filter((r) => emojiKey(r.emoji) !== key) };
    const known = list.find((r) => emojiKey(r.emoji) === key) ?? { emoji, count: 0, me: false };
    const mine = d.user_id === get().me;
    const next = { ...known, count: known.count + step, me: mine ? step === 1 : known.me };
    const rest = list.map((r) => (emojiKey(r.emoji) === key ? next : r));
    const all = rest.includes(next) ? rest : [...rest, next];
    return { reactions: all.filter((r) => r.count > 0) };
  });
}

export function applyChannel(channel: Channel, gone = false): void {
  set((s) => {
    const { [channel.id]: known, ...rest } = s.channels;
    return { channels: gone ? rest : { ...rest, [channel.id]: { ...known, ...channel } } };
  });
}

function patchGuild(id: Id, patch: (guild: Guild) => Partial<Guild>): void {
  set((s) => {
    const guild = s.guilds[id];
    return guild ? { guilds: { ...s.guilds, [id]: { ...guild, ...patch(guild) } } } : {};
  });
}

export function applyMember(d: Member & { guild_id: Id }, gone = false): void {
  patchGuild(d.guild_id, (guild) => {
    const known = guild.members.find((m) => m.user.id === d.user.id);
    const rest = guild.members.filter((m) => m.user.id !== d.user.id);
    return { members: gone ? rest : [...rest, { ...known, ...d }] };
  });
  if (!gone) set((s) => ({ users: { ...s.users, [d.user.id]: d.user } }));
}

export function applyRole(d: { guild_id: Id; role?: Role; role_id?: Id }, gone = false): void {
  const id = d.role?.id ?? d.role_id;
  patchGuild(d.guild_id, (guild) => {
    const rest = guild.roles.filter((r) => r.id !== id);
    return { roles: gone || !d.role ? rest : [...rest, d.role] };
  });
}
