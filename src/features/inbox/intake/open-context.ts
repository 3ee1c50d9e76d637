import { type ActionContext, createContext } from '../../../core/context.ts';
import type { Runtime } from '../../../core/runtime.ts';

/** A context of Guildhall itself: for one server, or for none as long as it is not known whose a message is. */
export const systemContext = (runtime: Runtime, guildId: string, requestId: string): ActionContext =>
  createContext(runtime, {
    guildId,
    actor: { kind: 'system', name: 'inbox' },
    source: 'discord',
    requestId,
  });
