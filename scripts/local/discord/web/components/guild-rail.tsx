import { guildMenu } from '../state/membership.ts';
import { open } from '../state/router.ts';
import type { State } from '../state/store.ts';
import { get, set, useStore } from '../state/store.ts';
import { initials } from './avatar.tsx';
import { Icon } from './icons.tsx';

const tally = (s: State, guild: string | undefined): { count: number; mentions: number } => {
  const sum = { count: 0, mentions: 0 };
  for (const [id, unread] of Object.entries(s.unread)) {
    if (s.channels[id]?.guild_id !== guild) continue;
    sum.count += unread.count;
    sum.mentions += unread.mentions;
  }
  return sum;
};

function RailButton({ id, label, children }: { id: string; label: string; children: unknown }) {
  const current = useStore((s) => s.route.guild === id);
  const guild = id === '@me' ? undefined : id;
  const mentions = useStore((s) => tally(s, guild).mentions);
  const count = useStore((s) => tally(s, guild).count);
  return (
    <div class={`rail-item${current ? ' current' : ''}${count ? ' unread' : ''}`}>
      <button
        type="button"
        class="rail-button"
        title={label}
        aria-label={`${label}${mentions ? `, ${mentions} mentions` : count ? ', unread' : ''}`}
        aria-current={current ? 'page' : undefined}
        onClick={() => open(id, null)}
        onContextMenu={(e: MouseEvent) => {
          const known = get().guilds[id];
          if (known) guildMenu(e, known);
        }}
      >
        {children as never}
      </button>
      {mentions ? <span class="badge">{mentions}</span> : null}
    </div>
  );
}

export function GuildRail() {
  const guilds = useStore((s) => s.guilds);
  const order = useStore((s) => s.guildOrder);
  const joinable = useStore((s) => s.joinable.length > 0);
  return (
    <nav class="rail" aria-label="Servers">
      <RailButton id="@me" label="Direct Messages">
        <Icon name="mail" size={24} />
      </RailButton>
      <hr />
      {order.map((id) => (
        <RailButton key={id} id={id} label={guilds[id]?.name ?? 'Server'}>
          <span aria-hidden="true">{initials(guilds[id]?.name ?? '?')}</span>
        </RailButton>
      ))}
      <div class="rail-item" hidden={!joinable}>
        <button
          type="button"
          class="rail-button"
          title="Join a server"
          aria-label="Join a server"
          onClick={() => set({ dialog: { kind: 'join' } })}
        >
          <Icon name="plus" size={24} />
        </button>
      </div>
    </nav>
  );
}
