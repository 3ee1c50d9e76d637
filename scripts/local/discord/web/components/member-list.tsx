import { openProfile, userMenu } from '../state/menus.ts';
import { displayName, guildOf, nameColor } from '../state/selectors.ts';
import { useStore } from '../state/store.ts';
import type { Member, Role } from '../state/wire.ts';
import { BotBadge } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { PersonAvatar } from './person-avatar.tsx';

export function MemberList() {
  const guild = useStore((s) => guildOf(s, s.route.channel));
  if (!guild) return <aside class="members" hidden />;
  const hoisted = guild.roles.filter((r) => r.hoist).sort((a, b) => b.position - a.position);
  const groups: { role: Role | null; members: Member[] }[] = [
    ...hoisted.map((role) => ({ role, members: [] as Member[] })),
    { role: null, members: [] },
  ];
  for (const member of guild.members)
    groups.find((g) => g.role === null || member.roles.includes(g.role.id))?.members.push(member);
  return (
    <aside class="members" aria-label="Members">
      {groups
        .filter((g) => g.members.length)
        .map((g) => (
          <section key={g.role?.id ?? 'rest'}>
            <h3>
              {g.role?.name ?? 'Members'} — {g.members.length}
            </h3>
            {g.members
              .sort((a, b) => displayName(a.user, guild).localeCompare(displayName(b.user, guild)))
              .map((m) => (
                <button
                  type="button"
                  class="member"
                  key={m.user.id}
                  onClick={() => openProfile(m.user.id)}
                  onContextMenu={(e: MouseEvent) => void userMenu(e, m.user.id)}
                >
                  <PersonAvatar user={m.user} name={displayName(m.user, guild)} />
                  <span style={{ color: nameColor(guild, m.user.id) }}>{displayName(m.user, guild)}</span>
                  {m.user.bot ? <BotBadge /> : null}
                  {guild.owner_id === m.user.id ? (
                    <span class="crown" title="Server owner">
                      <Icon name="crown" size={14} />
                    </span>
                  ) : null}
                </button>
              ))}
          </section>
        ))}
    </aside>
  );
}
