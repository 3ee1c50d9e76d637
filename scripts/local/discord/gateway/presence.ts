import type { StoredGuild, StoredMember } from '../model.ts';
import type { LocalState } from '../state.ts';
import { type Dict, isDict } from '../validation/check.ts';

export type Status = 'online' | 'idle' | 'dnd' | 'offline';

export interface Presence {
  status: Status;
  activities: unknown[];
}

/** What a bot says of itself when it identifies or by opcode 3; online unless it says otherwise. */
export function readPresence(d: unknown): Presence {
  const { status, activities }: Dict = isDict(d) ? d : {};
  const hidden = status === 'invisible' || status === 'offline';
  return {
    status: status === 'idle' || status === 'dnd' ? status : hidden ? 'offline' : 'online',
    activities: Array.isArray(activities) ? activities : [],
  };
}

/** Who is there: people with a web client open, and the bot while one of its sessions is up. Lost at a restart. */
export class Presences {
  private readonly state: LocalState;
  private readonly present = new Map<string, Presence>();

  constructor(state: LocalState) {
    this.state = state;
  }

  status(userId: string): Status {
    return this.present.get(userId)?.status ?? 'offline';
  }

  isOnline(userId: string): boolean {
    return this.status(userId) !== 'offline';
  }

  /** Of all who are not offline, by user id. */
  all(): Record<string, Status> {
    return Object.fromEntries([...this.present].map(([id, { status }]) => [id, status]));
  }

  /** Those of members who are not offline. */
  of(guild: StoredGuild, members: Iterable<StoredMember>): Dict[] {
    return [...members]
      .filter((member) => this.isOnline(member.user_id))
      .map((member) => ({ ...this.view(member.user_id), guild_id: guild.id }));
  }

  /** Changes a presence and tells it to bots, once per guild, and to browsers. */
  set(userId: string, { status, activities }: Presence): void {
    const before = this.present.get(userId) ?? { status: 'offline', activities: [] };
    if (JSON.stringify(before) === JSON.stringify({ status, activities })) return;
    if (status === 'offline') this.present.delete(userId);
    else this.present.set(userId, { status, activities });
    for (const guild of this.state.data.guilds.values()) {
      if (!guild.members.has(userId)) continue;
      const d = { ...this.view(userId), guild_id: guild.id };
      this.state.dispatch({ t: 'PRESENCE_UPDATE', d, guild_id: guild.id, audience: 'gateway' });
    }
    this.state.dispatch({ t: 'PRESENCE_UPDATE', d: { user_id: userId, status }, audience: 'client' });
  }

  private view(userId: string): Dict {
    const { status, activities } = this.present.get(userId) ?? { status: 'offline', activities: [] };
    const client_status = status === 'offline' ? {} : { web: status };
    return { user: { id: userId }, status, activities, client_status };
  }
}
