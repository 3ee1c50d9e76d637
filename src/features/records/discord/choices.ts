import { and, desc, eq } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import type { AutocompleteHandler } from '../../../core/interactions/command.ts';
import type { Choice } from '../../../core/interactions/reply.ts';
import { COMMAND_LIMITS } from '../../../discord/limits.ts';
import { truncate } from '../../../discord/text.ts';
import { listMachines } from '../actions/list-machines.ts';
import { listMaintainers } from '../actions/list-maintainers.ts';
import { type LoadedRecord, selectRecords } from '../find-record.ts';
import { havingWords } from '../search-words.ts';
import { records } from '../tables.ts';
import { kindOf } from './record-message.ts';

const MOST = COMMAND_LIMITS.autocompleteChoices;

/** Open records first, newest first; typed words or a number narrow them. One query over two index ranges. */
export const chooseRecord: AutocompleteHandler = async (interaction) => {
  const ctx = await interaction.context();
  await ctx.require('records:read');
  const found = await candidates(ctx, interaction.typed);
  return found.map(({ row, machine }): Choice => {
    const about = [row.title, machine?.name, row.status === 'closed' ? 'closed' : undefined].filter(Boolean);
    const name = `#${row.number} ${kindOf(row.kind).emoji} ${about.join(' · ')}`;
    return { name: truncate(name, COMMAND_LIMITS.choiceName), value: String(row.number) };
  });
};

async function candidates(ctx: ActionContext, typed: string): Promise<LoadedRecord[]> {
  const number = /^\s*#?(\d{1,9})\s*$/.exec(typed)?.[1];
  const words = await havingWords(ctx, typed);
  const of = (status: 'open' | 'closed') =>
    selectRecords(ctx, and(eq(records.status, status), words))
      .orderBy(desc(records.createdAt))
      .limit(MOST);
  const [open, closed, exact] = await ctx.db.batch([
    of('open'),
    of('closed'),
    selectRecords(ctx, eq(records.number, Number(number ?? -1))).limit(1),
  ]);
  const unique = new Map([...exact, ...open, ...closed].map((one) => [one.row.id, one]));
  return [...unique.values()].slice(0, MOST);
}

const machineChoices = (archived: boolean): AutocompleteHandler => {
  return async (interaction) => {
    const found = await listMachines(await interaction.context(), {
      words: interaction.typed.slice(0, 100),
      archived,
      limit: MOST,
    });
    return found.map(({ id, name, location, archivedAt }) => ({
      name: truncate([name, location, archivedAt && 'archived'].filter(Boolean).join(' · '), 100),
      value: id,
    }));
  };
};
export const chooseMachine = machineChoices(false);
export const chooseAnyMachine = machineChoices(true);

export const chooseMaintainer: AutocompleteHandler = async (interaction) => {
  const found = await listMaintainers(await interaction.context(), {
    words: interaction.typed.slice(0, 100),
    limit: MOST,
  });
  return found.map(({ id, name, username }) => ({
    name: truncate(username ? `${name} (${username})` : name, 100),
    value: id,
  }));
};
