import { customId } from '../../../core/interactions/custom-id.ts';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { fitEmbed, truncate } from '../../../discord/text.ts';
import type { ListRecordsInput, RecordPage } from '../actions/list-records.ts';
import { inert, recordLine } from './record-message.ts';

export type ListFilters = Pick<ListRecordsInput, 'kind' | 'status' | 'machineId' | 'assigneeId'>;

const HOW_TO_START =
  'To make one, long-press or right-click a message, then Apps → **Add to records**; or use `/record create`.';

/** One page of a list with buttons to the pages around it, which carry the filters. */
export function recordListMessage(page: RecordPage, filters: ListFilters): OutgoingMessage {
  const [first] = page.records;
  const last = page.records.at(-1);
  const filtered = filters.kind || filters.machineId || filters.assigneeId;
  if (!first || !last) {
    const what = filters.status ? `${filters.status} records` : 'records';
    return {
      content: filtered ? `No ${what} fit these filters.` : `There are no ${what}. ${HOW_TO_START}`,
      components: [],
    };
  }
  const button = (label: string, cursor: string) => ({
    type: 2 as const,
    style: 2 as const,
    label,
    custom_id: listId(cursor, filters),
  });
  const buttons = [
    ...(page.newer ? [button('◀ Newer', `a${first.row.number}`)] : []),
    ...(page.older ? [button('Older ▶', `b${last.row.number}`)] : []),
  ];
  return {
    embeds: [
      fitEmbed({
        title: filters.status === 'open' ? 'Open records' : filters.status ? 'Closed records' : 'Records',
        description: page.records.map(recordLine).join('\n'),
        footer: { text: 'To see one: /record show and its number' },
      }),
    ],
    components: buttons.length > 0 ? [{ type: 1, components: buttons }] : [],
  };
}

export function searchMessage(page: RecordPage, words: string): OutgoingMessage {
  const said = inert(truncate(words, 80));
  if (page.records.length === 0) {
    return { content: `Nothing found for “${said}”. \`/record list\` shows all that are open.` };
  }
  const more = page.older
    ? ` Only the newest ${page.records.length} are shown; add a word to narrow it.`
    : '';
  return {
    content: `Found for “${said}”:${more}`,
    embeds: [fitEmbed({ description: page.records.map(recordLine).join('\n') })],
  };
}

const listId = (cursor: string, filters: ListFilters): string =>
  customId(
    'records',
    'list',
    cursor,
    filters.kind ?? '',
    filters.status ?? '',
    filters.machineId ?? '',
    filters.assigneeId ?? '',
  );

/** The reverse of what the buttons carry; what does not fit is refused by `listRecords`. */
export function readListId(args: readonly string[]): ListRecordsInput {
  const [cursor = '', kind, status, machineId, assigneeId] = args;
  const number = Number(cursor.slice(1));
  return {
    ...(cursor.startsWith('a') ? { after: number } : {}),
    ...(cursor.startsWith('b') ? { before: number } : {}),
    ...(kind ? { kind } : {}),
    ...(status === 'open' || status === 'closed' ? { status } : {}),
    ...(machineId ? { machineId } : {}),
    ...(assigneeId ? { assigneeId } : {}),
  };
}
