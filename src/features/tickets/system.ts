import { type ActionContext, createContext } from '../../core/context.ts';
import type { Runtime } from '../../core/runtime.ts';

const ACTOR = { kind: 'system', name: 'tickets' } as const;

/** The same request for Guildhall itself: for what follows from what a person was allowed to do. */
export const system = (ctx: ActionContext): ActionContext => ctx.as(ACTOR);

/** A context of Guildhall itself in one server. */
export const systemContext = (runtime: Runtime, guildId: string, requestId: string): ActionContext =>
  createContext(runtime, { guildId, actor: ACTOR, source: 'discord', requestId });
