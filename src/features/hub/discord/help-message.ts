import type { Feature, Permission } from '../../../core/feature.ts';
import type { Command, SlashCommand } from '../../../core/interactions/command.ts';
import { CommandType } from '../../../core/interactions/protocol.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed } from '../../../discord/text.ts';

/**
 * What each feature is for and how to reach it, made from what the features declare; Guildhall's own comes last. Only
 * commands that `can` allows, and features that have one.
 */
export function helpMessage(
  features: readonly Feature[],
  can: (permission: Permission) => boolean,
): OutgoingMessage {
  const ownLast = [...features].sort((a, b) => Number(a.name === 'hub') - Number(b.name === 'hub'));
  // Fields of one embed: a message takes only ten embeds, and there are more features.
  const fields = ownLast.flatMap(({ title, summary, commands = [] }) => {
    const lines = commands.flatMap((command) => commandLine(command, can));
    return lines.length > 0 ? [{ name: title, value: [summary, ...lines].join('\n') }] : [];
  });
  return { embeds: [fitEmbed({ title: 'What you can do here', fields })] };
}

function commandLine(command: Command, can: (permission: Permission) => boolean): string[] {
  if (command.type === CommandType.slash) return slashLine(command, can);
  if (!can(command.access)) return [];
  const on = command.type === CommandType.message ? 'message' : 'person';
  return [`Long-press or right-click a ${on}, then Apps → **${command.name}**`];
}

function slashLine(
  { name, description, run, subcommands = {} }: SlashCommand,
  can: (permission: Permission) => boolean,
): string[] {
  const parts = Object.entries(subcommands).flatMap(([part, { access }]) => (can(access) ? [part] : []));
  if (parts.length === 0 && !(run && can(run.access))) return [];
  return [`\`/${name}\`${parts.length > 0 ? ` ${parts.join(' · ')}` : ''}: ${description}`];
}
