import type { ActionContext } from '../../../core/context.ts';
import type { SettingsDefinition } from '../../../core/settings/definition.ts';
import { listGuildChannels } from '../../../discord/channels.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { listRoles } from '../../../discord/roles.ts';

/** What can be chosen in this guild; undefined when Discord doesn't say, so that ids are typed instead. */
export interface GuildChoices {
  channels: { id: string; name: string }[] | undefined;
  roles: { id: string; name: string }[] | undefined;
}

/** A person waits for the form; in milliseconds. */
const MAX_WAIT_MS = 2_000;
/** Text and announcement channels, where messages can be posted. */
const POSTABLE: readonly number[] = [0, 5];

/** Asks Discord only for what the form needs. */
export async function guildChoices(
  ctx: ActionContext,
  definition: SettingsDefinition,
): Promise<GuildChoices> {
  const kinds = new Set(Object.values(definition.fields).map(({ kind }) => kind));
  const options = { maxWaitMs: MAX_WAIT_MS, retries: 1 };
  const [channels, roles] = await Promise.all([
    kinds.has('channel') ? ask(ctx, () => listGuildChannels(ctx.discord, ctx.guildId, options)) : undefined,
    kinds.has('roles') ? ask(ctx, () => listRoles(ctx.discord, ctx.guildId, options)) : undefined,
  ]);
  return {
    channels: channels
      ?.filter(({ type }) => POSTABLE.includes(type))
      .map(({ id, name }) => ({ id, name: name ?? id })),
    roles: roles
      ?.filter(({ id, managed }) => id !== ctx.guildId && !managed)
      .toSorted((a, b) => b.position - a.position)
      .map(({ id, name }) => ({ id, name })),
  };
}

async function ask<T>(ctx: ActionContext, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('choices not read', { error });
    return undefined;
  }
}
