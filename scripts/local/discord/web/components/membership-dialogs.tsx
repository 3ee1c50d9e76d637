import { join, leave } from '../state/membership.ts';
import { set, useStore } from '../state/store.ts';
import type { Guild } from '../state/wire.ts';
import { Dialog } from './dialog.tsx';

const close = () => set({ dialog: null });

export function Leave({ guild }: { guild: Guild }) {
  return (
    <Dialog title={`Leave ${guild.name}`} onClose={close}>
      <div class="dialog-body">
        <p>You lose your roles there. You can join again by the plus below the servers.</p>
      </div>
      <div class="dialog-foot">
        <button type="button" class="button secondary" onClick={close}>
          Stay
        </button>
        <button
          type="button"
          class="button danger"
          autofocus
          onClick={() => {
            close();
            void leave(guild);
          }}
        >
          Leave Server
        </button>
      </div>
    </Dialog>
  );
}

export function Join() {
  const joinable = useStore((s) => s.joinable);
  return (
    <Dialog title="Join a server" onClose={close}>
      <div class="dialog-body">
        {joinable.map((guild) => (
          <button
            type="button"
            key={guild.id}
            class="button secondary wide"
            onClick={() => {
              close();
              void join(guild.id);
            }}
          >
            {guild.name}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
