import type { StoredGuild } from '../model.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { userById } from '../views.ts';
import type { GatewaySession } from './session.ts';

/** READY: guilds are named as unavailable, their GUILD_CREATE follows. @see https://docs.discord.com/developers/events/gateway-events#ready */
export function readyData(
  state: LocalState,
  session: GatewaySession,
  guilds: StoredGuild[],
  resumeUrl: string,
): Dict {
  const { application, botId } = state.data;
  return {
    v: 10,
    user_settings: {},
    user: { ...userById(state, botId), verified: true, mfa_enabled: true, email: null },
    session_type: 'normal',
    session_id: session.id,
    resume_gateway_url: resumeUrl,
    relationships: [],
    private_channels: [],
    presences: [],
    guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
    guild_join_requests: [],
    geo_ordered_rtc_regions: [],
    auth: {},
    application: { id: application.id, flags: application.flags, flags_new: String(application.flags) },
    ...(session.isSharded ? { shard: session.shard } : {}),
    _trace: [],
  };
}
