import { intentNames, isPrivilegedIntent, PRIVILEGED_INTENTS } from './intents.ts';

/** What follows a closed connection: go on with the session, begin a new one, or stop for good. */
export type AfterClose = 'resume' | 'identify' | 'halt';

/** Sent by us: keeps the session, because it is neither 1000 nor 1001. */
export const CLOSE_TO_RESUME = 4000;
/** Sent by us: ends the session, and the bot shows as offline at once. */
export const CLOSE_FOR_GOOD = 1000;

const AFTER_CLOSE: Record<number, AfterClose> = {
  4003: 'identify',
  4004: 'halt',
  4007: 'identify',
  4009: 'identify',
  4010: 'halt',
  4011: 'halt',
  4012: 'halt',
  4013: 'halt',
  4014: 'halt',
};

/** Codes that Discord may add keep the session: Discord itself says when it is gone. */
export const afterClose = (code: number): AfterClose => AFTER_CLOSE[code] ?? 'resume';

const CLOSE_REASONS: Record<number, string> = {
  1000: 'Discord closed the connection.',
  1001: 'The server of Discord that it was connected to went away.',
  1006: 'The connection broke.',
  4000: 'Something went wrong at Discord.',
  4001: 'Discord did not understand what was sent.',
  4002: 'Discord could not read what was sent.',
  4003: 'Discord had no session on this connection.',
  4005: 'Discord had a session on this connection already.',
  4007: 'Discord does not know the event after which to go on.',
  4008: 'Too much was sent at once.',
  4009: 'The session timed out.',
};

/** What a close code means, in one sentence. */
export const closeReason = (code: number): string =>
  CLOSE_REASONS[code] ?? `The connection was closed with code ${code}.`;

/** Why the gateway stopped for good, and what somebody has to do about it. */
export interface Halt {
  code: number;
  reason: string;
  remedy: string;
}

const PORTAL = 'https://discord.com/developers/applications';
const THEN = 'then press “Connect again” on the gateway page';

/** Explains the close codes after which nothing but a person can help. `intents` is what was asked for. */
export function explainHalt(code: number, intents: number): Halt {
  switch (code) {
    case 4004:
      return {
        code,
        reason: 'Discord does not accept the bot token.',
        remedy: `Copy the token again from the page Bot of the application at ${PORTAL}, set it as DISCORD_TOKEN and deploy. The gateway then starts by itself.`,
      };
    case 4011:
      return {
        code,
        reason: 'The bot is in too many servers for so few connections.',
        remedy: `Remove DISCORD_SHARDS if it is set, ${THEN}: Guildhall then takes as many as Discord recommends.`,
      };
    case 4014: {
      const labels = intentNames(intents)
        .filter(isPrivilegedIntent)
        .map((name) => `${PRIVILEGED_INTENTS[name].label} (${name})`);
      return {
        code,
        reason: `Discord refuses an intent that is not switched on for the application. Asked for: ${labels.join(', ')}.`,
        remedy: `Switch these on under Privileged Gateway Intents on the page Bot of the application at ${PORTAL}, ${THEN}.`,
      };
    }
    default:
      return {
        code,
        reason: `Discord refuses how Guildhall connects (${HALT_WORDS[code] ?? 'unknown'}, code ${code}).`,
        remedy: `Deploy the newest version of Guildhall, ${THEN}.`,
      };
  }
}

const HALT_WORDS: Record<number, string> = {
  4010: 'invalid shard',
  4012: 'invalid API version',
  4013: 'invalid intents',
};
