import { NotFoundError } from '../../../core/errors.ts';
import {
  DISCORD_ERROR_CODES as CODES,
  DiscordApiError,
  explainDiscordError,
} from '../../../discord/errors.ts';
import type { DeliveryError } from '../model.ts';

/**
 * What a refusal of Discord means for a message: `closed`: this way is shut, another may be open; `failed`: no way
 * will do, or the message itself is at fault; `too-fast`: later. Undefined for what is worth trying again.
 */
export function judgeRefusal(
  error: unknown,
): { kind: 'closed' | 'failed' | 'too-fast'; error: DeliveryError } | undefined {
  if (error instanceof NotFoundError)
    return { kind: 'closed', error: { code: 'place_closed', text: error.message } };
  if (!(error instanceof DiscordApiError)) return undefined;
  const { code, status } = error;
  const said = explainDiscordError(error);
  const told = (word: string): DeliveryError => ({
    code: word,
    discordCode: code,
    text: said,
  });
  if (code === CODES.openingDmsTooFast) return { kind: 'too-fast', error: told('opening_too_fast') };
  if (code === CODES.noMutualGuilds) return { kind: 'closed', error: told('no_shared_server') };
  if (code === CODES.cannotMessageUser) return { kind: 'closed', error: told('dm_closed') };
  if (code === CODES.unknownUser) return { kind: 'failed', error: told('unknown_user') };
  if (code === CODES.explicitContent) return { kind: 'failed', error: told('explicit_content') };
  if (code === CODES.invalidFormBody) return { kind: 'failed', error: told('refused_content') };
  if (status === 401) return undefined;
  const place =
    (code >= 10_001 && code <= 10_999) || code === CODES.missingAccess || code === CODES.missingPermissions;
  return place || code === CODES.threadArchived
    ? { kind: 'closed', error: told('place_closed') }
    : { kind: 'failed', error: told('refused') };
}
