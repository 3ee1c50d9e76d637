import {
  DiscordError,
  DiscordRateLimited,
  DiscordRefused,
  explainDiscordError,
} from '../../discord/errors.ts';
import { isDatabaseDown } from '../database/postgres-error.ts';
import { GuildhallError, UnavailableError } from '../errors.ts';
import type { OutgoingMessage } from './reply.ts';

/** What a person reads when something went wrong. Unknown errors show a reference, never their own message. */
export function presentError(error: unknown, reference: string): OutgoingMessage {
  return { content: errorSentence(error, reference) };
}

export function errorSentence(error: unknown, reference: string): string {
  if (error instanceof GuildhallError) return error.message;
  if (error instanceof DiscordError) {
    return `${explainDiscordError(error)}\n-# Reference ${reference}`;
  }
  if (isDatabaseDown(error)) {
    return `The database is not answering just now. Please try again in a minute.\n-# Reference ${reference}`;
  }
  return `Something broke on our side while running this. Please try again; if it happens again, tell an admin the reference \`${reference}\`.`;
}

/** Whether running the same again later can help. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof GuildhallError || error instanceof DiscordError) return error.retryable;
  return isDatabaseDown(error);
}

/** How long the outside asked us to wait, in milliseconds. */
export function retryAfterMs(error: unknown): number | undefined {
  const says =
    error instanceof UnavailableError ||
    error instanceof DiscordRateLimited ||
    error instanceof DiscordRefused;
  return says ? error.retryAfterMs : undefined;
}
