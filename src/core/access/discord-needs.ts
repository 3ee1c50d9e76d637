import type { IntentName } from '../../discord/intents.ts';
import { type InviteOptions, inviteUrl } from '../../discord/invite.ts';
import {
  missingPermissions,
  type PermissionBits,
  type PermissionName,
  permissionBits,
  permissionLabels,
  permissionNames,
} from '../../discord/permissions.ts';
import { InputError } from '../errors.ts';
import type { Registry } from '../registry.ts';

/** What the bot needs in Discord for some features together. */
export interface NeedsOfFeatures {
  /** Lowest bit first. */
  permissions: PermissionName[];
  /** The same as one integer. */
  bits: bigint;
  /** Of the invite link; always with `bot` and `applications.commands`. */
  scopes: string[];
  /** By intent: which feature wants it, and what that feature loses without it. */
  intents: { intent: IntentName; feature: string; without: string }[];
}

const BASE_SCOPES = ['bot', 'applications.commands'];

/** Adds up what features declare; all of them, or only those whose names are given. */
export function discordNeeds(
  registry: Pick<Registry, 'needs'>,
  enabledFeatures?: Iterable<string>,
): NeedsOfFeatures {
  const enabled = enabledFeatures ? new Set(enabledFeatures) : undefined;
  const wanted = registry.needs.filter(({ feature }) => enabled?.has(feature) ?? true);
  const bits = BigInt(permissionBits(wanted.flatMap(({ needs }) => needs.permissions ?? [])));
  return {
    permissions: permissionNames(bits),
    bits,
    scopes: [...new Set([...BASE_SCOPES, ...wanted.flatMap(({ needs }) => needs.scopes ?? [])])],
    intents: wanted.flatMap(({ feature, needs }) =>
      (Object.entries(needs.intents ?? {}) as [IntentName, string][]).map(([intent, without]) => ({
        intent,
        feature,
        without,
      })),
    ),
  };
}

/** Refuses a permission integer that leaves out something needed, naming it in the words of Discord's settings. */
export function requireEnoughPermissions(given: PermissionBits, needs: NeedsOfFeatures): void {
  const missing = missingPermissions(given, needs.bits);
  if (missing.length === 0) return;
  throw new InputError(
    `The bot would lack: ${permissionLabels(missing)}. Give it at least ${BigInt(given) | needs.bits}.`,
    { permissions: missing.join(', ') },
  );
}

/**
 * The link that adds the bot with exactly what the features need, or with more if asked for.
 * @throws InputError when the permissions asked for are too few.
 */
export function botInviteUrl(
  needs: NeedsOfFeatures,
  options: Omit<InviteOptions, 'permissions' | 'scopes'> & { permissions?: bigint },
): string {
  const { permissions = needs.bits, ...rest } = options;
  requireEnoughPermissions(permissions, needs);
  return inviteUrl({ ...rest, permissions, scopes: needs.scopes });
}
