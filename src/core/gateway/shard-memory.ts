import type { ObjectState } from './objects.ts';
import type { StoredShard } from './shard-state.ts';

/** What is kept of a shard beside what the protocol needs. */
export interface KeptShard extends StoredShard {
  /** Servers of which nothing is wanted. */
  held?: string[];
}

/** A shard's storage. Rows are billed as they are written, so whoever calls says what changed. */
export class ShardMemory {
  private readonly storage: ObjectState['storage'];

  constructor(storage: ObjectState['storage']) {
    this.storage = storage;
  }

  async load(): Promise<KeptShard & { guildIds: string[] }> {
    const [shard, guildIds] = await Promise.all([
      this.storage.get<KeptShard>('shard'),
      this.storage.get<string[]>('guilds'),
    ]);
    return { ...shard, guildIds: guildIds ?? [] };
  }

  /** Nothing waits for it to be on disk: what is lost with it is told again by Discord. */
  saveShard(shard: KeptShard): Promise<void> {
    return this.storage.put('shard', shard, { allowUnconfirmed: true });
  }

  saveGuilds(guildIds: string[]): Promise<void> {
    return this.storage.put('guilds', guildIds, { allowUnconfirmed: true });
  }
}
