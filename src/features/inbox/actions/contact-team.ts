import type { ActionContext } from '../../../core/context.ts';
import { DisabledError, InputError } from '../../../core/errors.ts';
import { routeInbound } from '../intake/route-inbound.ts';
import { storeInbound } from '../intake/store-inbound.ts';
import { inboxSettings } from '../settings.ts';

const RECEIVED = 'Your message is with the team. The answer comes as a direct message from this bot.';

interface Contact {
  /** Discord's id of the interaction: the same one, the same message. */
  id: string;
  content: string;
  person: { id: string; username: string; name: string; avatar: string | null };
}

/** Takes what somebody wrote by `/contact`, just as if it had come by direct message. Gives what they are told. */
export async function contactTeam(ctx: ActionContext, { id, content, person }: Contact): Promise<string> {
  await ctx.require('inbox:contact');
  const { receive, lockdown, lockdownText } = await ctx.settings(inboxSettings);
  if (!receive) {
    throw new DisabledError(
      'The team of this server takes no messages this way. An admin can change that with `/settings change`.',
    );
  }
  if (content.trim() === '') throw new InputError('Write something first.');
  const payload = {
    content: content.trim(),
    author: person,
    replyToId: null,
    attachments: [],
    stickers: [],
    embeds: [],
    sentAt: ctx.now().toISOString(),
    editedAt: null,
    history: [],
  };
  await storeInbound(ctx, [
    { messageId: id, channelId: '', source: 'command', payload, guildId: ctx.guildId },
  ]);
  const outcome = await routeInbound(ctx.runtime, id, { guildId: ctx.guildId });
  return outcome === 'held' && lockdown && lockdownText ? lockdownText : RECEIVED;
}
