import { listGuildChannels } from '../../discord/channels.ts';
import { DiscordError } from '../../discord/errors.ts';
import { listRoles } from '../../discord/roles.ts';
import type { ActionContext } from '../context.ts';

export interface Named {
  id: string;
  name: string;
}

/** What can be chosen in this guild; undefined when Discord doesn't say, so that ids are typed instead. */
export interface GuildChoices {
  /** Without `#`. */
  channels: Named[] | undefined;
  /** Highest first. */
  roles: Named[] | undefined;
}

/** A person waits for the form; in milliseconds. */
const PATIENCE = { maxWaitMs: 2_000, retries: 1 };
/** Text and announcement channels, where messages can be posted. */
const POSTABLE: readonly number[] = [0, 5];

/** Channels and roles for selects, asked of Discord as far as the form needs them. */
export async function guildChoices(
  ctx: ActionContext,
  wanted: { channels?: boolean; roles?: boolean },
): Promise<GuildChoices> {
  const [channels, roles] = await Promise.all([
    wanted.channels ? ask(ctx, () => listGuildChannels(ctx.discord, ctx.guildId, PATIENCE)) : undefined,
    wanted.roles ? ask(ctx, () => listRoles(ctx.discord, ctx.guildId, PATIENCE)) : undefined,
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
