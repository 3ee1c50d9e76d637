import type { OutgoingMessage } from '../../../../core/interactions/reply.ts';
import { escapeMarkdown, timestamp } from '../../../../discord/text.ts';
import type { Durations, Figures, Statistics } from './read-statistics.ts';

const SHOWN_PEOPLE = 10;
const SHOWN_WEEKS = 6;
const COLOUR = 0x5865f2;

/** Statistics as a card: in all, by person, by week. */
export function statisticsMessage({ from, to, total, people, weeks }: Statistics): OutgoingMessage {
  const best = people.toSorted((one, other) => other.closed - one.closed).slice(0, SHOWN_PEOPLE);
  const last = weeks.slice(-SHOWN_WEEKS);
  const field = (name: string, lines: string[]) =>
    lines.length > 0 ? [{ name, value: lines.join('\n').slice(0, 1_024) }] : [];
  return {
    embeds: [
      {
        title: 'Tickets',
        color: COLOUR,
        description: `${timestamp(from, 'd')} – ${timestamp(to, 'd')}\n${lineOf(total)}`,
        fields: [
          ...field(
            'By person',
            best.map(
              ({ id, name, ...own }) => `**${escapeMarkdown(name ?? id ?? '')}**: ${lineOf(own, false)}`,
            ),
          ),
          ...field(
            'By week',
            last.map(({ week, ...own }) => `**${week}**: ${lineOf(own)}`),
          ),
        ],
        footer: { text: 'Times are medians of working time.' },
      },
    ],
  };
}

function lineOf(
  { opened, closed, overdue, firstResponse, resolution, rating }: Figures,
  withOpened = true,
): string {
  return [
    ...(withOpened ? [`${opened} opened`] : []),
    `${closed} closed`,
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(firstResponse.count > 0 ? [`first answer ${timeText(firstResponse)}`] : []),
    ...(resolution.count > 0 ? [`solved ${timeText(resolution)}`] : []),
    ...(rating.mean === null ? [] : [`★ ${rating.mean} (${rating.count})`]),
  ].join(' · ');
}

/** `45 min`, `3 h 20 min`. */
export function timeText({ medianMs }: Pick<Durations, 'medianMs'>): string {
  const minutes = Math.round((medianMs ?? 0) / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}
