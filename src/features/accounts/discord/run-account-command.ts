import type { ActionContext } from '../../../core/context.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type {
  CommandInteraction,
  ComponentInteraction,
  Interaction,
  UserCommandInteraction,
} from '../../../core/interactions/interaction.ts';
import { type Reply, say, update } from '../../../core/interactions/reply.ts';
import { showLinkOf, showOwnLink } from '../actions/show-link.ts';
import { unlinkOwn } from '../actions/unlink-account.ts';
import { useLinkCode } from '../actions/use-link-code.ts';
import { NotLinkedError } from '../find-link.ts';
import { accountsSettings } from '../settings.ts';
import {
  askUnlink,
  howToLink,
  linkedMessage,
  memberMessage,
  outcomeMessage,
  type Places,
  unlinkedMessage,
} from './account-messages.ts';

export async function link(interaction: CommandInteraction<{ code: string | undefined }>): Promise<Reply> {
  const ctx = await interaction.context();
  const { code } = interaction.options;
  if (code === undefined) return account(interaction);
  const outcome = await useLinkCode(ctx, code);
  return say(outcomeMessage(outcome, await placesOf(ctx)));
}

export async function account(interaction: Interaction): Promise<Reply> {
  const ctx = await interaction.context();
  const [own, places] = await Promise.all([showOwnLink(ctx), placesOf(ctx)]);
  return say(own ? linkedMessage(own, places) : howToLink(places));
}

export async function unlink(interaction: Interaction): Promise<Reply> {
  const own = await showOwnLink(await interaction.context());
  if (!own) throw new NotLinkedError();
  return say(askUnlink(own.link));
}

export async function confirmUnlink(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  return update(unlinkedMessage(await unlinkOwn(ctx, customIdArgument(interaction.args, 0))));
}

export const keepLink = async (): Promise<Reply> => update({ content: 'All is as it was: you stay linked.' });

export async function showOf(interaction: UserCommandInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const link = await showLinkOf(ctx, interaction.target.id);
  const { publicUrl } = ctx.runtime.config;
  const page = link && publicUrl ? `${publicUrl}/guilds/${ctx.guildId}/accounts/links/${link.id}` : null;
  return say(memberMessage(interaction.target.id, link, page));
}

async function placesOf(ctx: ActionContext): Promise<Places> {
  const { accountPage } = await ctx.settings(accountsSettings);
  const { publicUrl } = ctx.runtime.config;
  return {
    accountPage: accountPage || null,
    myAccount: publicUrl ? `${publicUrl}/guilds/${ctx.guildId}/my-account` : null,
  };
}
