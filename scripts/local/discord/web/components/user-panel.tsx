import { useEffect, useRef, useState } from 'hono/jsx/dom';
import { displayName, nameColor, rolesOf } from '../state/selectors.ts';
import { setDmsClosed, setTheme, switchUser } from '../state/session.ts';
import { get, set, useStore } from '../state/store.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { PersonAvatar } from './person-avatar.tsx';

function Switcher({ onClose }: { onClose: () => void }) {
  const users = useStore((s) => s.users);
  const me = useStore((s) => s.me);
  const guild = useStore((s) => s.guilds[s.route.guild] ?? s.guilds[s.guildOrder[0] ?? '']);
  const closed = useStore((s) => s.dmsClosed);
  const root = useRef<HTMLDivElement>(null);
  const people = Object.values(users).filter((u) => !u.bot);
  useEffect(() => {
    root.current?.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
    const away = (e: Event) => {
      if (e.target instanceof Element && !e.target.closest('.user-panel')) onClose();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, []);
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === 'Escape') {
      e.stopPropagation();
      onClose();
      document.querySelector<HTMLElement>('.me')?.focus();
    }
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    const all = [...(root.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length]?.focus();
  };
  return (
    <div class="switcher" role="menu" aria-label="Act as" ref={root} onKeyDown={onKeyDown}>
      <div class="switcher-title">Act as</div>
      {people.map((user) => (
        <button
          type="button"
          key={user.id}
          role="menuitemradio"
          aria-checked={user.id === me ? 'true' : 'false'}
          class="switcher-person"
          onClick={() => {
            onClose();
            void switchUser(user.id);
          }}
        >
          <Avatar user={user} size={32} />
          <span>
            <strong style={{ color: nameColor(guild, user.id) }}>{displayName(user, guild)}</strong>
            <small>
              {guild?.owner_id === user.id ? 'Owner' : ''}
              {guild?.owner_id === user.id && rolesOf(guild, user.id).length ? ' · ' : ''}
              {rolesOf(guild, user.id)
                .map((r) => r.name)
                .slice(0, 3)
                .join(', ') || (guild?.owner_id === user.id ? '' : 'no roles')}
            </small>
          </span>
          {user.id === me ? <Icon name="check" /> : null}
        </button>
      ))}
      <hr />
      <button
        type="button"
        role="menuitemcheckbox"
        aria-checked={closed ? 'true' : 'false'}
        class="switcher-person"
        onClick={() => void setDmsClosed(!closed)}
      >
        <span class={`toggle${closed ? ' on' : ''}`} aria-hidden="true" />
        <span>
          <strong>Close my DMs</strong>
          <small>Nobody can write to you directly, the bot included</small>
        </span>
      </button>
    </div>
  );
}

export function UserPanel() {
  const [open, setOpen] = useState(false);
  const me = useStore((s) => s.users[s.me]);
  const guild = useStore((s) => s.guilds[s.route.guild] ?? s.guilds[s.guildOrder[0] ?? '']);
  const theme = useStore((s) => s.theme);
  const developer = useStore((s) => s.developer);
  if (!me) return <div class="user-panel" />;
  return (
    <div class="user-panel">
      {open ? <Switcher onClose={() => setOpen(false)} /> : null}
      <button
        type="button"
        class="me"
        aria-haspopup="menu"
        aria-expanded={open ? 'true' : 'false'}
        title="Act as someone else"
        onClick={() => setOpen(!open)}
      >
        <PersonAvatar user={me} />
        <span>
          <strong style={{ color: nameColor(guild, me.id) }}>{displayName(me, guild)}</strong>
          <small>{me.username} · switch</small>
        </span>
      </button>
      <button
        type="button"
        class={`plain tool${developer ? ' on' : ''}`}
        aria-pressed={developer ? 'true' : 'false'}
        aria-label="Developer drawer"
        title="Developer drawer (Ctrl .)"
        onClick={() => set({ developer: !get().developer })}
      >
        <Icon name="code" />
      </button>
      <button
        type="button"
        class="plain tool"
        aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
        title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
    </div>
  );
}
