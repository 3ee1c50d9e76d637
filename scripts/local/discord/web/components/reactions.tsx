import { openPicker } from '../state/menus.ts';
import { emojiKey, toggleReaction } from '../state/messages.ts';
import type { Message } from '../state/wire.ts';
import { EmojiMark } from './component-button.tsx';
import { Icon } from './icons.tsx';

export function Reactions({ message }: { message: Message }) {
  return (
    <div class="reactions">
      {message.reactions?.map((r) => {
        const key = emojiKey(r.emoji);
        return (
          <button
            type="button"
            key={key}
            class={`reaction${r.me ? ' mine' : ''}`}
            aria-pressed={r.me ? 'true' : 'false'}
            aria-label={`${r.emoji.name}, ${r.count} reaction${r.count === 1 ? '' : 's'}`}
            onClick={() => void toggleReaction(message, key, !r.me)}
          >
            <EmojiMark emoji={r.emoji} />
            <span>{r.count}</span>
          </button>
        );
      })}
      <button
        type="button"
        class="reaction add"
        aria-label="Add Reaction"
        onClick={() => openPicker((e) => void toggleReaction(message, e, true))}
      >
        <Icon name="smile" size={16} />
      </button>
    </div>
  );
}
