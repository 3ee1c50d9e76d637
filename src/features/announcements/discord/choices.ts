import { GuildhallError } from '../../../core/errors.ts';
import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import type { AutocompleteInteraction } from '../../../core/interactions/interaction.ts';
import { serverSettings } from '../../../core/settings/server-settings.ts';
import { isTimeZone, timeZoneNames, wallText } from '../../../core/time/time-zone.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { listAnnouncements } from '../actions/list-announcements.ts';
import { planTiming } from '../plan.ts';
import { runTimes } from '../run-times.ts';

const MOST = COMMAND_LIMITS.autocompleteChoices;
const EXAMPLES = ['in 2 hours', 'tomorrow 18:00', 'next friday 20:00', 'every weekday 9:00', '0 18 * * FRI'];

export const chooseAnnouncement: AutocompleteHandler = async (interaction) => {
  const rows = await listAnnouncements(await interaction.context(), {
    words: interaction.typed,
    limit: MOST,
  });
  return rows.map(({ number, name, state }) => ({
    name: truncate(`#${number} ${name}${state === 'active' ? '' : ` · ${state}`}`, COMMAND_LIMITS.choiceName),
    value: String(number),
  }));
};

/** Shows how what was typed is understood, before anything is sent. */
export const chooseWhen: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('announcements:manage');
  const timeZone = await zoneOf(interaction);
  const understood = (text: string) => {
    try {
      const timing = planTiming(ctx, text, timeZone);
      const [next] = runTimes(timing, timeZone, ctx.now(), 1);
      if (!next) return [];
      const first = wallText(next, timeZone);
      const said = timing.kind === 'cron' ? `${text} → ${timing.cron}, first ${first}` : `${text} → ${first}`;
      return [{ name: truncate(`${said} ${timeZone}`, COMMAND_LIMITS.choiceName), value: text }];
    } catch (error) {
      if (error instanceof GuildhallError) return [];
      throw error;
    }
  };
  const typed = interaction.typed.trim().slice(0, COMMAND_LIMITS.choiceValue);
  const mine = typed === '' ? [] : understood(typed);
  return mine.length > 0 ? mine : EXAMPLES.flatMap(understood);
};

async function zoneOf(interaction: AutocompleteInteraction): Promise<string> {
  const asked = String(interaction.partial.get('time_zone') ?? '');
  if (isTimeZone(asked)) return asked;
  return (await (await interaction.context()).settings(serverSettings)).timeZone;
}

export const chooseZone: AutocompleteHandler = async ({ typed }) => {
  const words = typed.trim().toLowerCase().replaceAll(' ', '_');
  return timeZoneNames()
    .filter((name) => name.toLowerCase().includes(words))
    .slice(0, MOST)
    .map((name) => ({ name, value: name }));
};
