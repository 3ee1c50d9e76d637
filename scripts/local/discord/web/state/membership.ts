import { api, messageOf } from './api.ts';
import { anchorOf, copy, openMenu } from './menus.ts';
import { open } from './router.ts';
import { get, set, toast } from './store.ts';
import type { Guild, Id } from './wire.ts';

/** What can be done with a server as a whole: by right click on it, or by the button beside its name. */
export function guildMenu(event: Event, guild: Guild): void {
  const owns = guild.owner_id === get().me;
  openMenu(anchorOf(event), guild.name, [
    { label: 'Copy Server ID', icon: 'id', run: () => void copy(guild.id, 'Server ID') },
    {
      label: 'Leave Server',
      icon: 'external',
      danger: true,
      separator: true,
      disabled: owns,
      ...(owns ? { hint: 'An owner cannot leave' } : {}),
      run: () => set({ dialog: { kind: 'leave', guild } }),
    },
  ]);
}

/** The server goes from the list by the event that follows. */
export async function leave(guild: Guild): Promise<void> {
  try {
    await api('POST', '/leave', { guild_id: guild.id });
    open('@me', null);
    toast(`You left ${guild.name}`, undefined, 'info');
  } catch (error) {
    toast('Still in the server', messageOf(error));
  }
}

/** Opens the server as soon as the event that follows has brought it. */
export async function join(guildId: Id): Promise<void> {
  try {
    await api('POST', '/join', { guild_id: guildId });
    for (let i = 0; i < 40 && !get().guilds[guildId]; i++) await new Promise((done) => setTimeout(done, 50));
    open(guildId, null);
  } catch (error) {
    toast('Not joined', messageOf(error));
  }
}
