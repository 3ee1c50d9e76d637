import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import type { SettingsDefinition } from '../../../core/settings/definition.ts';
import { escapeMarkdown, fitEmbed, inertMentions } from '../../../discord/text.ts';
import type { SettingsView } from '../feature-settings.ts';
import { settingText } from '../setting-text.ts';

/** A message takes ten embeds; a server with more features asks for one by name. */
const MOST = 10;

export function settingsMessage(
  shown: readonly { title: string; definition: SettingsDefinition; view: SettingsView }[],
): OutgoingMessage {
  return {
    content: 'Change one with `/settings change`.',
    embeds: shown.slice(0, MOST).map(({ title, definition, view }) =>
      fitEmbed(
        {
          title,
          description: Object.entries(definition.fields)
            .map(([name, field]) => {
              const value = settingText(field, view.values[name]);
              return `**${field.title}**: ${field.kind === 'text' ? inertMentions(escapeMarkdown(value)) : value}`;
            })
            .join('\n'),
        },
        Math.floor(6_000 / Math.min(MOST, shown.length)),
      ),
    ),
  };
}
