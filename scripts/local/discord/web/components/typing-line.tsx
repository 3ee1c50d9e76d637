import { displayName, guildOf } from '../state/selectors.ts';
import { get, useStore } from '../state/store.ts';
import type { Id } from '../state/wire.ts';

export function TypingLine({ channel }: { channel: Id }) {
  const typing = useStore((s) => s.typing[channel]);
  const names = Object.keys(typing ?? {}).map((id) => displayName(get().users[id], guildOf(get(), channel)));
  const words =
    names.length > 3
      ? 'Several people are typing…'
      : `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} typing…`;
  return (
    <div class="typing" aria-live="polite">
      {names.length ? (
        <span>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>{' '}
          {words}
        </span>
      ) : null}
    </div>
  );
}
