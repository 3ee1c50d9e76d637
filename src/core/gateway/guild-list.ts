/** The servers of a shard, as READY and what follows tell them. */
export class GuildList {
  private readonly known: Set<string>;

  constructor(ids: readonly string[]) {
    this.known = new Set(ids);
  }

  get ids(): string[] {
    return [...this.known];
  }

  /** Whether an event changes the list, so that its data has to be looked at. */
  reads(type: string): boolean {
    return type === 'READY' || type === 'RESUMED' || type === 'GUILD_CREATE' || type === 'GUILD_DELETE';
  }

  /** Follows an event; true when the list changed. A server that is only unavailable stays. */
  read(type: string, data: unknown): boolean {
    if (!this.reads(type) || !data || typeof data !== 'object') return false;
    const { id, unavailable, guilds } = data as { id?: unknown; unavailable?: unknown; guilds?: unknown };
    if (type === 'READY') return this.replace(Array.isArray(guilds) ? guilds : []);
    if (typeof id !== 'string') return false;
    if (type === 'GUILD_DELETE') return unavailable !== true && this.known.delete(id);
    if (this.known.has(id)) return false;
    this.known.add(id);
    return true;
  }

  private replace(guilds: unknown[]): boolean {
    const ids = guilds
      .map((guild) => (guild as { id?: unknown } | null)?.id)
      .filter((id) => typeof id === 'string');
    if (ids.length === this.known.size && ids.every((id) => this.known.has(id))) return false;
    this.known.clear();
    for (const id of ids) this.known.add(id);
    return true;
  }
}
