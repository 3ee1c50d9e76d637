import { type ActionContext, createContext } from '../../../core/context.ts';
import type { Runtime } from '../../../core/runtime.ts';

/** A context in one server for work that nobody asked for in person. */
export const systemContext = (runtime: Runtime, guildId: string, requestId: string): ActionContext =>
  createContext(runtime, { guildId, actor: { kind: 'system', name: 'roles' }, source: 'job', requestId });
