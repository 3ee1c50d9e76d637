import { pressComponent } from '../state/interactions.ts';
import { type State, useStore } from '../state/store.ts';
import type { Component, Emoji, Message } from '../state/wire.ts';
import { safe } from './attachments.tsx';
import { Icon } from './icons.tsx';
import { CustomEmoji } from './markdown.tsx';

const styles: Record<number, string> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'danger',
  6: 'primary',
};

export const isBusy = (s: State, message: string, customId: string | undefined): boolean =>
  Object.values(s.pending).some((p) => p.message === message && p.customId === customId);

export function EmojiMark({ emoji }: { emoji: Emoji }) {
  if (emoji.id) return <CustomEmoji id={emoji.id} name={emoji.name ?? ''} animated={emoji.animated} />;
  return <span class="emoji-char">{emoji.name}</span>;
}

export function ComponentButton({ button, message }: { button: Component; message: Message }) {
  const busy = useStore((s) => isBusy(s, message.id, button.custom_id));
  const inner = [
    button.emoji ? <EmojiMark emoji={button.emoji} /> : null,
    button.label ? <span>{button.label}</span> : null,
  ];
  if (button.style === 5)
    return (
      <a
        class={`button secondary${button.disabled ? ' disabled' : ''}`}
        href={button.disabled ? undefined : safe(button.url)}
        target="_blank"
        rel="noopener noreferrer"
        aria-disabled={button.disabled ? 'true' : undefined}
      >
        {inner}
        <Icon name="external" size={14} />
      </a>
    );
  return (
    <button
      type="button"
      class={`button ${styles[button.style ?? 2] ?? 'secondary'}${busy ? ' busy' : ''}`}
      disabled={button.disabled || busy}
      aria-busy={busy ? 'true' : 'false'}
      aria-label={button.label ? undefined : (button.emoji?.name ?? 'Button')}
      data-custom-id={button.custom_id}
      onClick={() => void pressComponent(message, button)}
    >
      {inner}
      {busy ? (
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      ) : null}
    </button>
  );
}
