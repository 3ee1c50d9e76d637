import { Card } from '../../../core/web/components/basics.tsx';
import { Plot } from '../../../core/web/components/plots.tsx';
import type { Statistics, WeekFigures } from '../desk/statistics/read-statistics.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

const hours = (ms: number | null): number | null => (ms === null ? null : ms / HOUR_MS);
const sayHours = (value: number): string => `${Math.round(value * 10) / 10} h`;
const sayCount = (value: number): string => String(Math.round(value * 10) / 10);

/** Volume and times, week by week. */
export const WeekPlots = ({ found }: { found: Statistics }) => {
  const weeks = allWeeks(found.weeks);
  const labels = weeks.map(({ week }) => labelOf(week));
  const of = (pick: (one: WeekFigures) => number | null) =>
    weeks.map(({ figures }) => (figures ? pick(figures) : null));
  return (
    <div class="plots">
      <Card title="Volume by week">
        <Plot
          kind="bars"
          title="Tickets opened and closed in each week"
          labels={labels}
          say={sayCount}
          series={[
            { title: 'opened', tone: 'one', values: of(({ opened }) => opened) },
            { title: 'closed', tone: 'two', values: of(({ closed }) => closed) },
          ]}
        />
      </Card>
      <Card title="Time by week">
        <Plot
          kind="lines"
          title="Working time until the first answer and until it was solved, in each week"
          labels={labels}
          say={sayHours}
          series={[
            { title: 'first answer', tone: 'one', values: of((one) => hours(one.firstResponse.medianMs)) },
            { title: 'solved', tone: 'two', values: of((one) => hours(one.resolution.medianMs)) },
          ]}
        />
      </Card>
    </div>
  );
};

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const labelOf = (week: string): string => dates.format(new Date(`${week}T00:00:00Z`));

/** Weeks in which nothing happened are weeks too. */
function allWeeks(weeks: readonly WeekFigures[]): { week: string; figures: WeekFigures | undefined }[] {
  const [first, last] = [weeks[0]?.week, weeks.at(-1)?.week];
  if (!first || !last) return [];
  const found: { week: string; figures: WeekFigures | undefined }[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += WEEK_MS) {
    const week = new Date(at).toISOString().slice(0, 10);
    found.push({ week, figures: weeks.find((one) => one.week === week) });
  }
  return found;
}
