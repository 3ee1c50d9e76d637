import type { StoredChannel } from './model.ts';
import { can, Permission } from './permissions.ts';
import type { LocalState } from './state.ts';
import type { Dict } from './validation/check.ts';
import type { AllowedMentions } from './validation/mentions.ts';

export interface Pings {
  mentions: string[];
  mention_roles: string[];
  mention_everyone: boolean;
}

/** Who a text really mentions: what it names, cut down to what is allowed and what the author may ping. */
export function findPings(
  state: LocalState,
  channel: StoredChannel,
  authorId: string,
  content: string,
  components: Dict[],
  allowed: AllowedMentions,
): Pings {
  const text = [content, ...displayedText(components)].join('\n');
  const named = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))];
  const permits = (list: 'all' | string[], id: string) => list === 'all' || list.includes(id);
  const guild = channel.guild_id === null ? undefined : state.data.guilds.get(channel.guild_id);
  const mayPingAll = guild !== undefined && can(state, authorId, channel, Permission.MentionEveryone);
  return {
    mentions: named(/<@!?(\d+)>/g).filter((id) => state.data.users.has(id) && permits(allowed.users, id)),
    mention_roles: named(/<@&(\d+)>/g).filter((id) => {
      const role = guild?.roles.get(id);
      return role !== undefined && permits(allowed.roles, id) && (role.mentionable || mayPingAll);
    }),
    mention_everyone: allowed.everyone && mayPingAll && /@(everyone|here)\b/.test(text),
  };
}

function displayedText(components: Dict[]): string[] {
  return components.flatMap((component) => {
    const children = Array.isArray(component.components) ? component.components : [];
    return [
      ...(component.type === 10 && typeof component.content === 'string' ? [component.content] : []),
      ...displayedText(children),
    ];
  });
}
