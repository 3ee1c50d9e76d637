import type { CallLog } from './call-log.ts';
import type { LocalGateway } from './gateway/gateway.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ScriptQueue } from './scripts.ts';
import type { LocalState } from './state.ts';
import type { WebhookEvents } from './webhook-events/webhook-events.ts';

/** What routes share beyond the stored state. */
export interface World {
  state: LocalState;
  calls: CallLog;
  scripts: ScriptQueue;
  limits: RateLimits;
  /** Interactions that wait for a callback by REST: id → the one who waits. */
  waiting: Map<string, () => void>;
  /** Real milliseconds an application has for its first answer: 3000. */
  answerLimitMs: number;
  gateway: LocalGateway;
  events: WebhookEvents;
}

export function isEmoji(state: LocalState): (id: string) => boolean {
  return (id) => {
    for (const guild of state.data.guilds.values()) {
      if (guild.emojis.some((emoji) => emoji.id === id)) return true;
    }
    return false;
  };
}
