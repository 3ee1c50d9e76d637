import type { ActionContext } from '../../../core/context.ts';
import { customIdArgument } from '../../../core/interactions/custom-id.ts';
import type { CommandInteraction, ComponentInteraction } from '../../../core/interactions/interaction.ts';
import type { ChosenUser } from '../../../core/interactions/option.ts';
import { type OutgoingMessage, type Reply, say, update } from '../../../core/interactions/reply.ts';
import { addMaintainer } from '../actions/add-maintainer.ts';
import { answerLink } from '../actions/answer-link.ts';
import { linkMaintainer } from '../actions/link-maintainer.ts';
import { listMaintainers } from '../actions/list-maintainers.ts';
import { removeMaintainer } from '../actions/remove-maintainer.ts';
import { unlinkMaintainer } from '../actions/unlink-maintainer.ts';
import { LISTED_MAINTAINERS, maintainerListMessage } from './maintainer-message.ts';
import { inert } from './record-message.ts';

type Run<Values> = (interaction: CommandInteraction<Values>) => Promise<Reply>;

export const list: Run<unknown> = async (interaction) => say(await roster(await interaction.context()));

export const add: Run<{
  name: string;
  username: string | undefined;
  account: ChosenUser | undefined;
}> = async (interaction) => {
  const { username, account } = interaction.options;
  const added = await addMaintainer(await interaction.context(), {
    name: interaction.options.name,
    username: (username ?? account?.username) || null,
    discordUserId: account?.id ?? null,
  });
  const name = `**${inert(added.name)}**`;
  return say(
    account
      ? `Added ${name} as <@${account.id}>.`
      : `Added ${name}. \`/maintainer link\` says who that is on Discord.`,
  );
};

export const link: Run<{ maintainer: string; account: ChosenUser }> = async (interaction) => {
  const { maintainer, account } = interaction.options;
  const linked = await linkMaintainer(await interaction.context(), { maintainer, discordUserId: account.id });
  return say(`**${inert(linked.name)}** is <@${account.id}>.`);
};

export const unlink: Run<{ maintainer: string }> = async (interaction) => {
  const unlinked = await unlinkMaintainer(await interaction.context(), interaction.options);
  return say(`**${inert(unlinked.name)}** is no longer linked. The match will not be proposed again.`);
};

export const remove: Run<{ maintainer: string }> = async (interaction) => {
  const removed = await removeMaintainer(await interaction.context(), interaction.options);
  return say(`**${inert(removed.name)}** is off the roster.`);
};

export async function answer(interaction: ComponentInteraction): Promise<Reply> {
  const ctx = await interaction.context();
  const { args } = interaction;
  const accept = customIdArgument(args, 2) === 'yes';
  const row = await answerLink(ctx, {
    maintainerId: customIdArgument(args, 0),
    discordUserId: customIdArgument(args, 1),
    accept,
  });
  const said = accept
    ? `**${inert(row.name)}** is <@${row.discordUserId ?? ''}>.`
    : `No link for **${inert(row.name)}**. It will not be proposed again.`;
  return args[3] === 'roster' ? update(await roster(ctx, said)) : say(said);
}

async function roster(ctx: ActionContext, said?: string): Promise<OutgoingMessage> {
  return maintainerListMessage(await listMaintainers(ctx, { limit: LISTED_MAINTAINERS + 1 }), said);
}
