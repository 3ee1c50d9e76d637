import { useStore } from '../state/store.ts';
import type { User } from '../state/wire.ts';
import { Avatar } from './avatar.tsx';

const words = { online: 'online', idle: 'away', dnd: 'do not disturb', offline: 'offline' };

/** An avatar with the dot that tells whether somebody is there. */
export function PersonAvatar({ user, name, size = 32 }: { user: User; name?: string; size?: number }) {
  const status = useStore((s) => s.presences[user.id] ?? 'offline');
  return (
    <span class="person-avatar">
      <Avatar user={user} name={name} size={size} />
      <span class={`presence is-${status}`} role="img" aria-label={words[status]} title={words[status]} />
    </span>
  );
}
