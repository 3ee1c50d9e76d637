import type { ActionContext } from '../../../core/context.ts';
import { problemOfHiddenChannel } from '../../../core/settings/hidden-channel.ts';
import { getChannel } from '../../../discord/channels.ts';
import { DiscordError, explainDiscordError } from '../../../discord/errors.ts';
import { createMessage } from '../../../discord/messages.ts';
import { showSettings } from '../actions/show-settings.ts';
import type { SetupField, SetupGroup } from './setup-groups.ts';

/** Discord's flag for messages that make no sound. */
const SILENT = 1 << 12;

/** Posts a short message to each channel that a group has chosen and says how it went, a line for each. */
export async function postTests(ctx: ActionContext, { name, title, fields }: SetupGroup): Promise<string> {
  await ctx.require('hub:settings');
  const { values } = await showSettings(ctx, name);
  const chosen = fields.flatMap((one) => {
    const channelId = values[one.name];
    return one.field.kind === 'channel' && typeof channelId === 'string' ? [{ one, channelId }] : [];
  });
  if (chosen.length === 0) return 'No channel is chosen here yet. Choose one first.';
  const lines: string[] = [];
  for (const { one, channelId } of chosen) {
    const problem = await problemOf(ctx, one, channelId, title);
    lines.push(
      `${problem ? '❌' : '✅'} **${one.field.title}** <#${channelId}>${problem ? `: ${problem}` : ''}`,
    );
  }
  return lines.join('\n');
}

async function problemOf(
  ctx: ActionContext,
  { field }: SetupField,
  channelId: string,
  title: string,
): Promise<string | undefined> {
  try {
    const hidden = field.hidden ? await problemOfHiddenChannel(ctx, channelId) : undefined;
    if (hidden) return hidden;
    const channel = await getChannel(ctx.discord, channelId);
    if (!('guild_id' in channel) || channel.guild_id !== ctx.guildId) return 'It belongs to another server.';
    const content = `This is a test: Guildhall can post here (${title}, ${field.title}). You can delete it.`;
    // The request's id: whoever tries again wants a new message, a job that runs again does not.
    const idempotencyKey = `setup-test:${ctx.requestId}:${channelId}:${field.title}`;
    await createMessage(ctx.discord, channelId, { content, flags: SILENT }, { idempotencyKey });
    return undefined;
  } catch (error) {
    if (error instanceof DiscordError && !error.retryable) return explainDiscordError(error);
    throw error;
  }
}
