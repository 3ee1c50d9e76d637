import { ButtonLink, Card, EmptyState } from '../../../core/web/components/basics.tsx';
import { FormProblems, Select } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listCategories } from '../actions/change-category.ts';
import {
  type Durations,
  type Figures,
  readStatistics,
  type Statistics,
} from '../desk/statistics/read-statistics.ts';
import { timeText } from '../desk/statistics/statistics-message.ts';
import { WeekPlots } from './statistics-plots.tsx';
import { categoryTitle } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';

const DAY_MS = 24 * 60 * 60_000;
const SPANS = [
  { value: '28', title: 'Four weeks' },
  { value: '91', title: 'Three months' },
  { value: '364', title: 'A year' },
] as const;

/** How the desk does: answers, solutions, ratings and volume, by week and by person. */
export async function statisticsPage(page: PageRequest): Promise<PageView> {
  const { category, days, input } = readQuery(page);
  const [found, categories] = await Promise.all([
    readStatistics(page.ctx, input),
    listCategories(page.ctx, { archived: true }),
  ]);
  const query = new URLSearchParams(input);
  const isEmpty = found.weeks.length === 0;
  return {
    title: 'Statistics · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/statistics"
          title="Statistics"
          lead="Each thing counts when it happened; times are medians of working time."
        >
          <ButtonLink href={`${page.base}/tickets/statistics/csv?${query}`}>Download as CSV</ButtonLink>
        </TicketTabs>
        <FormProblems page={page} />
        <search aria-label="Statistics">
          <form class="filters" method="get" action={`${page.base}/tickets/statistics`}>
            <Select name="days" label="The last" value={days} choices={SPANS} />
            <Select
              name="category"
              label="Category"
              value={category ?? ''}
              choices={[
                { value: '', title: 'Every category' },
                ...categories.map((row) => ({ value: row.id, title: categoryTitle(row) })),
              ]}
            />
            <button class="button plain" type="submit">
              Show
            </button>
          </form>
        </search>
        {isEmpty ? (
          <EmptyState icon="tickets" title="Nothing happened in this time">
            As soon as tickets are opened, answered and closed, it can be seen here how that goes.
          </EmptyState>
        ) : (
          <>
            <Total total={found.total} />
            <WeekPlots found={found} />
            <People found={found} />
          </>
        )}
      </>
    ),
  };
}

function readQuery(page: PageRequest) {
  const days = SPANS.find(({ value }) => value === page.query('days'))?.value ?? '91';
  const category = page.query('category');
  const to = page.ctx.now();
  const from = new Date(to.getTime() - Number(days) * DAY_MS);
  const input = {
    from: from.toISOString(),
    to: to.toISOString(),
    ...(category ? { category } : {}),
  };
  return { days, category, input };
}

const timeOf = (durations: Durations): string => (durations.medianMs === null ? '–' : timeText(durations));
const ratingOf = ({ rating }: Figures): string =>
  rating.mean === null ? '–' : `★ ${rating.mean} (${rating.count})`;

const Total = ({ total }: { total: Figures }) => (
  <div class="stats">
    {[
      [String(total.opened), 'opened'],
      [String(total.closed), 'closed'],
      [timeOf(total.firstResponse), 'until the first answer'],
      [timeOf(total.resolution), 'until it was solved'],
      [ratingOf(total), 'rating'],
      [String(total.overdue), 'tickets over a target'],
    ].map(([value, title]) => (
      <div class="stat">
        <strong class="numeric">{value}</strong>
        <span>{title}</span>
      </div>
    ))}
  </div>
);

const People = ({ found }: { found: Statistics }) => (
  <Card title="By person" flush>
    {found.people.length === 0 ? (
      <p class="muted board-empty">Nobody has answered or closed a ticket in this time.</p>
    ) : (
      <div class="table-wrap">
        <table>
          <caption class="sr-only">By person</caption>
          <thead>
            <tr>
              {[
                'Who',
                'First answers',
                'First answer within',
                'Closed',
                'Solved within',
                'Rating',
                'Over a target',
              ].map((title) => (
                <th scope="col">{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.people
              .toSorted((one, other) => other.closed - one.closed)
              .map((one) => (
                <tr>
                  <th scope="row">{one.name ?? one.id ?? 'Nobody'}</th>
                  <td class="numeric" data-label="First answers">
                    {one.firstResponse.count}
                  </td>
                  <td class="numeric" data-label="First answer within">
                    {timeOf(one.firstResponse)}
                  </td>
                  <td class="numeric" data-label="Closed">
                    {one.closed}
                  </td>
                  <td class="numeric" data-label="Solved within">
                    {timeOf(one.resolution)}
                  </td>
                  <td class="numeric" data-label="Rating">
                    {ratingOf(one)}
                  </td>
                  <td class="numeric" data-label="Over a target">
                    {one.overdue}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    )}
  </Card>
);
