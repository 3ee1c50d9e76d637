import type { Feature } from '../../../core/feature.ts';
import type { Command } from '../../../core/interactions/command.ts';
import { CommandType } from '../../../core/interactions/protocol.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed } from '../../../discord/text.ts';

/** What each feature is for and how to reach it, made from what the features declare; Guildhall's own comes last. */
export function helpMessage(features: readonly Feature[]): OutgoingMessage {
  const ownLast = [...features].sort((a, b) => Number(a.name === 'hub') - Number(b.name === 'hub'));
  // Fields of one embed: a message takes only ten embeds, and there are more features.
  const fields = ownLast.map(({ title, summary, commands = [] }) => ({
    name: title,
    value: [summary, ...commands.map(commandLine)].join('\n'),
  }));
  return { embeds: [fitEmbed({ title: 'What Guildhall can do here', fields })] };
}

function commandLine(command: Command): string {
  switch (command.type) {
    case CommandType.slash: {
      const parts = Object.keys(command.subcommands ?? {});
      const below = parts.length > 0 ? ` ${parts.join(' · ')}` : '';
      return `\`/${command.name}\`${below}: ${command.description}`;
    }
    case CommandType.message:
      return `Long-press or right-click a message, then Apps → **${command.name}**`;
    case CommandType.user:
      return `Long-press or right-click a person, then Apps → **${command.name}**`;
  }
}
