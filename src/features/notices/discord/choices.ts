import { GuildhallError } from '../../../core/errors.ts';
import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import type { Choice } from '../../../core/interactions/reply.ts';
import { serverSettings } from '../../../core/settings/server-settings.ts';
import { readTime } from '../../../core/time/read-time.ts';
import { wallText } from '../../../core/time/time-zone.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { listNotices } from '../actions/list-notices.ts';
import { KIND_WORDS, STATE_LOOKS, STATES } from '../states.ts';

const MOST = COMMAND_LIMITS.autocompleteChoices;
const EXAMPLES = ['in 2 hours', 'tomorrow 22:00', 'next sunday 4:00'];

const searching =
  (open: boolean): AutocompleteHandler =>
  async (interaction) => {
    const filter = { words: interaction.typed, limit: MOST, ...(open ? { open } : {}) };
    const rows = await listNotices(await interaction.context(), filter);
    return rows.map(({ number, title, kind, state }) => ({
      name: truncate(
        `#${number} ${title} · ${KIND_WORDS[kind]}, ${STATE_LOOKS[state].words}`,
        COMMAND_LIMITS.choiceName,
      ),
      value: String(number),
    }));
  };

export const chooseNotice = searching(false);
export const chooseOpen = searching(true);

/** The states of the notice that was chosen; of all kinds while none is. */
export const chooseState: AutocompleteHandler = async (interaction) => {
  const number = String(interaction.partial.get('notice') ?? '');
  const rows = /^#?\d{1,9}$/.test(number)
    ? await listNotices(await interaction.context(), { words: number, open: true, limit: MOST })
    : [];
  const chosen = rows.find((row) => String(row.number) === number.replace('#', ''));
  const states = chosen ? STATES[chosen.kind] : [...STATES.status, ...STATES.maintenance, ...STATES.alert];
  const typed = interaction.typed.trim().toLowerCase();
  return [...new Set<string>(states)].filter((state) => state.includes(typed)).map(plain);
};

export const chooseCurrency: AutocompleteHandler = async ({ typed }) => {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const words = typed.trim().toLowerCase();
  return Intl.supportedValuesOf('currency')
    .map((code) => ({ name: `${code} · ${names.of(code) ?? code}`, value: code }))
    .filter(({ name }) => name.toLowerCase().includes(words))
    .slice(0, MOST);
};

/** Shows how what was typed is understood, before anything is sent. */
export const chooseTime: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('notices:post');
  const { timeZone } = await ctx.settings(serverSettings);
  const typed = interaction.typed.trim().slice(0, COMMAND_LIMITS.choiceValue);
  const mine = typed === '' ? [] : understood(typed, ctx.now(), timeZone);
  return mine.length > 0 ? mine : EXAMPLES.flatMap((words) => understood(words, ctx.now(), timeZone));
};

function understood(words: string, now: Date, timeZone: string): Choice[] {
  try {
    const timing = readTime(words, { now, timeZone });
    if (timing.kind !== 'once') return [];
    const name = `${words} → ${wallText(new Date(timing.at), timeZone)} ${timeZone}`;
    return [{ name: truncate(name, COMMAND_LIMITS.choiceName), value: words }];
  } catch (error) {
    if (error instanceof GuildhallError) return [];
    throw error;
  }
}

const plain = (value: string): Choice => ({ name: value, value });
