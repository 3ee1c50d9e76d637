import type { StoredChannel } from '../model.ts';
import { isThread } from '../permissions.ts';
import type { LocalState } from '../state.ts';
import { botSees } from './guild-view.ts';

/** Remembers which channels the bot could view at the last look: gaining or losing one is an event of its own. */
export class BotSight {
  private readonly state: LocalState;
  private readonly seen = new Set<string>();

  constructor(state: LocalState) {
    this.state = state;
    for (const guildId of state.data.guilds.keys()) this.lookAround(guildId);
  }

  /** The channels of a guild, threads aside, that the bot gained or lost since the last look. */
  lookAround(guildId: string): StoredChannel[] {
    return [...this.state.data.channels.values()].filter(
      (channel) => channel.guild_id === guildId && !isThread(channel) && this.look(channel) !== 'same',
    );
  }

  look(channel: StoredChannel): 'gained' | 'lost' | 'same' {
    const saw = this.seen.has(channel.id);
    const sees = botSees(this.state, channel);
    if (saw === sees) return 'same';
    if (sees) this.seen.add(channel.id);
    else this.seen.delete(channel.id);
    return sees ? 'gained' : 'lost';
  }

  forget(channel: StoredChannel): void {
    this.seen.delete(channel.id);
  }
}
