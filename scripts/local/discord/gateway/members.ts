import type { StoredGuild } from '../model.ts';
import type { LocalState } from '../state.ts';
import { type Dict, isDict } from '../validation/check.ts';
import { viewMember } from '../views.ts';
import { shardOf } from './frames.ts';
import { Intent } from './intents.ts';
import type { Presences } from './presence.ts';
import type { GatewaySession } from './session.ts';

const CHUNK = 1000;
/** The whole list of a guild once in so long; earlier is answered by RATE_LIMITED. */
const WHOLE_LIST_MS = 30_000;

/**
 * Answers Request Guild Members by chunks. What Discord leaves unanswered (foreign guild, missing intent) stays so here.
 * @see https://docs.discord.com/developers/events/gateway-events#request-guild-members
 */
export class MemberRequests {
  private readonly state: LocalState;
  private readonly presences: Presences;
  /** When the whole list of a guild was last asked for, by the local clock. */
  private readonly lastWhole = new Map<string, number>();

  constructor(state: LocalState, presences: Presences) {
    this.state = state;
    this.presences = presences;
  }

  answer(session: GatewaySession, d: unknown): void {
    const { guilds, botId } = this.state.data;
    if (!isDict(d)) return;
    const guild = guilds.get(String(d.guild_id));
    const [id, count] = session.shard;
    if (!guild?.members.has(botId) || shardOf(guild.id, count) !== id) return;
    const nonce = typeof d.nonce === 'string' && d.nonce.length <= 32 ? { nonce: d.nonce } : {};
    const isWhole = d.user_ids === undefined && d.query === '' && Number(d.limit ?? 0) === 0;
    if (isWhole && !(session.intents & Intent.GuildMembers)) return;
    const wait = isWhole ? this.takeWhole(guild.id) : 0;
    if (wait > 0) {
      const meta = { guild_id: guild.id, ...nonce };
      session.push('RATE_LIMITED', JSON.stringify({ opcode: 8, retry_after: wait / 1000, meta }));
      return;
    }
    const withPresences = d.presences === true && (session.intents & Intent.GuildPresences) !== 0;
    const { found, missing } = select(this.state, guild, d);
    const chunks = Math.max(1, Math.ceil(found.length / CHUNK));
    for (let index = 0; index < chunks; index += 1) {
      const part = found.slice(index * CHUNK, (index + 1) * CHUNK);
      const chunk: Dict = {
        guild_id: guild.id,
        members: part.map((member) => viewMember(this.state, member)),
        chunk_index: index,
        chunk_count: chunks,
        ...(missing.length > 0 && index === 0 ? { not_found: missing } : {}),
        ...(withPresences ? { presences: this.presences.of(guild, part) } : {}),
        ...nonce,
      };
      session.push('GUILD_MEMBERS_CHUNK', JSON.stringify(chunk));
    }
  }

  reset(): void {
    this.lastWhole.clear();
  }

  /** Milliseconds to wait; 0 counts as asked. */
  private takeWhole(guildId: string): number {
    const now = this.state.now();
    const wait = (this.lastWhole.get(guildId) ?? Number.NEGATIVE_INFINITY) + WHOLE_LIST_MS - now;
    if (wait <= 0) this.lastWhole.set(guildId, now);
    return Math.max(0, wait);
  }
}

/** By ids, or by how the name begins; at most 100 unless the whole list is asked for. */
function select(state: LocalState, guild: StoredGuild, d: Dict) {
  const all = [...guild.members.values()];
  if (d.user_ids !== undefined) {
    const ids = [d.user_ids].flat().map(String).slice(0, 100);
    return {
      found: all.filter((member) => ids.includes(member.user_id)),
      missing: ids.filter((id) => !guild.members.has(id)),
    };
  }
  const query = String(d.query ?? '').toLowerCase();
  const limit = Number(d.limit ?? 0);
  if (query === '' && limit === 0) return { found: all, missing: [] };
  const found = all.filter((member) => {
    const user = state.data.users.get(member.user_id);
    const names = [member.nick, user?.username, user?.global_name];
    return names.some((name) => name?.toLowerCase().startsWith(query));
  });
  return { found: found.slice(0, Math.min(limit || 100, 100)), missing: [] };
}
