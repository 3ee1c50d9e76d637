import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed } from '../../../discord/text.ts';
import type { ListedMachine } from '../actions/list-machines.ts';
import type { MachineDetails } from '../actions/show-machine.ts';
import type { MachineRow } from '../record-view.ts';
import { inert, shortLine } from './record-message.ts';

/** More lines than this are no list to read on a phone. */
export const LISTED_MACHINES = 25;

export function machineListMessage(machines: readonly ListedMachine[]): OutgoingMessage {
  if (machines.length === 0)
    return { content: 'There are no machines here. Staff can add one with `/machine add`.' };
  const shown = machines.slice(0, LISTED_MACHINES);
  const lines = shown.map((machine) =>
    [
      `**${inert(machine.name)}**`,
      machine.location ? inert(machine.location) : undefined,
      machine.openRecords > 0 ? `${machine.openRecords} open` : undefined,
      machine.archivedAt ? 'archived' : undefined,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
  );
  const more = machines.length > shown.length;
  return {
    embeds: [
      fitEmbed({
        title: 'Machines',
        description: lines.join('\n'),
        ...(more ? { footer: { text: 'There are more: give a part of the name to find them.' } } : {}),
      }),
    ],
  };
}

export function machineMessage(details: MachineDetails, said = ''): OutgoingMessage {
  const { machine, openRecords, closedRecords, latest } = details;
  return {
    content: said,
    embeds: [
      fitEmbed({
        title: `${inert(machine.name)}${machine.archivedAt ? ' (archived)' : ''}`,
        fields: [
          { name: 'Where', value: machine.location ? inert(machine.location) : 'Not said', inline: true },
          { name: 'Records', value: `${openRecords} open, ${closedRecords} closed`, inline: true },
          ...(machine.aliases.length > 0
            ? [{ name: 'Also called', value: machine.aliases.map(inert).join(', '), inline: true }]
            : []),
          ...(latest.length > 0 ? [{ name: 'Latest', value: latestLines(latest) }] : []),
        ],
      }),
    ],
    components: machine.archivedAt ? [buttons(machine, [['Bring back', 'no', 2]])] : [],
  };
}

/** Says beforehand what archiving means for the records. */
export function archivePreview({ machine, openRecords }: MachineDetails): OutgoingMessage {
  const name = `**${inert(machine.name)}**`;
  const open =
    openRecords === 0
      ? 'No open record points to it.'
      : openRecords === 1
        ? '1 open record points to it and stays open.'
        : `${openRecords} open records point to it and stay open.`;
  return {
    content: `Archive ${name}? ${open} Nobody can choose it for new records any more. You can bring it back later.`,
    components: [
      buttons(machine, [
        ['Archive', 'yes', 4],
        ['Keep', 'keep', 2],
      ]),
    ],
  };
}

const buttons = (machine: MachineRow, choices: readonly [string, string, 2 | 4][]) => ({
  type: 1 as const,
  components: choices.map(([label, answer, style]) => ({
    type: 2 as const,
    style,
    label,
    custom_id: customId('records', 'archive-machine', machine.id, answer),
  })),
});

/** Ten titles of 100 characters don't fit into a field's 1,024 together with their markup. */
const latestLines = (latest: MachineDetails['latest']): string =>
  latest.slice(0, 7).map(shortLine).join('\n');
