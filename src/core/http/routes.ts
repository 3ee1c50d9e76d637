import type { Hono } from 'hono';
import type { ActionContext } from '../context.ts';

/** What every route of a guild finds in Hono's context. */
export interface GuildVariables {
  Variables: { ctx: ActionContext };
}

/** A feature's part of `/api/v1/guilds/:guildId`; authenticated and bound to the guild before it is reached. */
export type ApiRoutes = Hono<GuildVariables>;
