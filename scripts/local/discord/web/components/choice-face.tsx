import { Avatar, BotBadge } from './avatar.tsx';
import { EmojiMark } from './component-button.tsx';
import type { Choice } from './select-options.ts';

/** How one choice looks in any list: avatar, role colour, emoji, label and detail. */
export function ChoiceFace({ choice }: { choice: Choice }) {
  return (
    <span class="choice">
      {choice.user ? <Avatar user={choice.user} name={choice.label} size={24} /> : null}
      {choice.kind === 'role' ? (
        <span class="role-dot" style={{ background: choice.color ?? 'var(--muted)' }} />
      ) : null}
      {choice.emoji ? <EmojiMark emoji={choice.emoji} /> : null}
      <span class="choice-text">
        <span style={choice.kind === 'role' ? { color: choice.color } : {}}>
          {choice.label}
          {choice.user?.bot ? <BotBadge /> : null}
        </span>
        {choice.detail ? <small>{choice.detail}</small> : null}
      </span>
    </span>
  );
}
