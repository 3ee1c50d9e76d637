import type { User } from '../state/wire.ts';

const tints = ['#5865c9', '#2f8f6b', '#b4592f', '#a03f72', '#2e7fa8', '#7a57c2', '#8a7a20', '#b03a3f'];
const tintOf = (id: string): string => {
  let sum = 2166136261;
  for (const char of id) sum = Math.imul(sum ^ char.charCodeAt(0), 16777619);
  sum = Math.imul(sum ^ (sum >>> 15), 2246822507) >>> 0;
  return tints[sum % tints.length] ?? '#5865c9';
};
export const initials = (name: string): string => {
  const [first = '', second = ''] = name.split(/[\s._-]+/).filter(Boolean);
  return ((first[0] ?? '') + (second[0] ?? '')).toUpperCase() || '?';
};

/** Initials on a colour made from the id: nothing is fetched, and the same person always looks the same. */
export function Avatar({ user, name, size = 40 }: { user: User; name?: string; size?: number }) {
  const label = name ?? user.global_name ?? user.username;
  return (
    <span
      class={`avatar${user.bot ? ' avatar-bot' : ''}`}
      style={{
        width: `${size}px`,
        height: `${size}px`,
        backgroundColor: tintOf(user.id),
        fontSize: `${Math.round(size * 0.4)}px`,
      }}
      aria-hidden="true"
    >
      {initials(label)}
    </span>
  );
}

export function BotBadge() {
  return (
    <span class="badge-app" title="An application, not a person">
      APP
    </span>
  );
}
