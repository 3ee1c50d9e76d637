import { zoneOf } from '../../../core/time/read-until.ts';
import { wallTime } from '../../../core/time/time-zone.ts';
import { workingTime } from '../../../core/time/working-time.ts';
import { Badge, Card, Note, Time } from '../../../core/web/components/basics.tsx';
import { Checkbox, Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listCategories } from '../actions/change-category.ts';
import { type CalendarRow, calendarOf, type TargetRow } from '../desk/hours/calendar.ts';
import { readHours, removeHours, removeTarget, setHours, setTarget } from '../desk/hours/set-hours.ts';
import type { WorkRange } from '../model.ts';
import type { CategoryRow } from '../views.ts';
import { DAYS, rangesText, readHolidays, readRanges, timeZones, WeekStrip } from './hours-parts.tsx';
import { categoryTitle } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';
import { PRIORITY_WORDS } from './words.ts';

const OFFICE: WorkRange[][] = [0, 1, 2, 3, 4, 5, 6].map((day) => (day < 5 ? [{ from: 540, to: 1_020 }] : []));

/** When the team works, and how long it may take; of the server or, with `?category=`, of one category. */
export async function hoursPage(page: PageRequest): Promise<PageView> {
  const { ctx } = page;
  const [rules, categories, zone] = await Promise.all([readHours(ctx), listCategories(ctx), zoneOf(ctx)]);
  const category = categories.find(({ id }) => id === (page.query('category') ?? page.form.text('category')));
  const key = category?.id ?? '';
  const saved = rules.calendars.find(({ categoryKey }) => categoryKey === key);
  const targets = rules.targets.filter(({ categoryKey }) => categoryKey === key);
  return {
    title: 'Working hours · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/hours"
          title="Working hours"
          lead="Targets are counted in working time only, and stand still while the member is asked."
        />
        <FormProblems page={page} />
        <nav class="desk-boxes" aria-label="Whose hours">
          <a href={`${page.base}/tickets/hours`} aria-current={key === '' ? 'page' : undefined}>
            Whole server
          </a>
          {categories.map((row) => (
            <a
              href={`${page.base}/tickets/hours?category=${row.id}`}
              aria-current={key === row.id ? 'page' : undefined}
            >
              {categoryTitle(row)}
            </a>
          ))}
        </nav>
        {category && !saved && (
          <Note>
            {category.name} has the hours of the whole server. What you save here is for {category.name}{' '}
            alone.
          </Note>
        )}
        <div class="beside">
          <Hours page={page} category={category} saved={saved} zone={zone} />
          <aside class="sticky" aria-label="Today">
            <Today page={page} saved={saved ?? rules.calendars.find((row) => row.categoryKey === '')} />
          </aside>
        </div>
        <TargetCard page={page} category={category} targets={targets} />
      </>
    ),
  };
}

const Hours = (props: {
  page: PageRequest;
  category: CategoryRow | undefined;
  saved: CalendarRow | undefined;
  zone: string;
}) => {
  const { page, category, saved } = props;
  const week = saved?.week ?? OFFICE;
  const problems = page.problem?.fields ?? {};
  const problemOf = (start: string) =>
    Object.entries(problems).find(([path]) => path === start || path.startsWith(`${start}.`))?.[1];
  const isAlways = page.form.entries().length > 0 ? page.form.has('isAlways') : (saved?.isAlways ?? false);
  return (
    <Card title={category ? `Hours of ${category.name}` : 'Hours of the team'}>
      <Form page={page} action={`${page.base}/tickets/hours`}>
        <input type="hidden" name="category" value={category?.id ?? ''} />
        <TextInput
          name="timeZone"
          label="Time zone"
          value={page.value('timeZone', saved?.timeZone ?? props.zone)}
          problem={problems.timeZone}
          help="As Europe/Berlin."
          list="time-zones"
        />
        <datalist id="time-zones">
          {timeZones().map((zone) => (
            <option value={zone} />
          ))}
        </datalist>
        <Checkbox
          id="field-isAlways"
          name="isAlways"
          value="on"
          label="Day and night, whatever stands below"
          on={isAlways}
        />
        <fieldset class="field" id="field-week">
          <legend>The week</legend>
          <p class="help">
            Times like 09:00–12:30, 13:30–18:00. Empty: closed. What ends before it begins ends on the next
            day.
          </p>
          <div class="week">
            {DAYS.map((day, at) => {
              const problem = problemOf(`week.${at}`);
              const text = page.value(`day${at}`, rangesText(week[at] ?? []));
              return (
                <div class={problem ? 'week-day wrong' : 'week-day'}>
                  <label for={`field-day${at}`}>{day}</label>
                  <div>
                    <input
                      id={`field-day${at}`}
                      name={`day${at}`}
                      value={text}
                      placeholder="Closed"
                      autocomplete="off"
                      aria-invalid={problem ? 'true' : undefined}
                    />
                    {problem && <p class="field-problem">{problem}</p>}
                  </div>
                  <WeekStrip day={day} ranges={week[at] ?? []} />
                </div>
              );
            })}
          </div>
        </fieldset>
        <div class="field">
          <label for="field-holidays">
            Days that differ<span class="optional"> optional</span>
          </label>
          {problemOf('holidays') && <p class="field-problem">{problemOf('holidays')}</p>}
          <textarea
            id="field-holidays"
            name="holidays"
            rows={5}
            aria-describedby="help-holidays"
            placeholder={'2026-12-25 Christmas\n2026-12-31 New Year’s Eve 09:00–12:00'}
          >
            {page.value(
              'holidays',
              (saved?.holidays ?? [])
                .map(({ date, name, ranges = [] }) =>
                  [date, name, rangesText(ranges)].filter(Boolean).join(' '),
                )
                .join('\n'),
            )}
          </textarea>
          <p class="help" id="help-holidays">
            One in a line: date, name and, if you work at all, times.
          </p>
        </div>
        <div class="form-actions">
          <button class="button primary" type="submit">
            Save hours
          </button>
          {saved && (
            <button class="button danger" type="submit" name="remove" value="yes">
              {category ? 'Use the server’s hours' : 'Work day and night'}
            </button>
          )}
        </div>
      </Form>
    </Card>
  );
};

/** What the hours mean today. */
const Today = ({ page, saved }: { page: PageRequest; saved: CalendarRow | undefined }) => {
  const now = page.ctx.now();
  const calendar = calendarOf(saved);
  const wall = wallTime(now, calendar.timeZone);
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${wall.year}-${two(wall.month)}-${two(wall.day)}`;
  const ranges = calendar.days[date] ?? calendar.week[weekday] ?? [];
  const holiday = saved?.holidays.find((one) => one.date === date);
  const isOpen = workingTime(now, new Date(now.getTime() + 60_000), calendar) > 0;
  return (
    <Card
      title="Today"
      aside={<Badge tone={isOpen ? 'good' : 'neutral'}>{isOpen ? 'Open now' : 'Closed now'}</Badge>}
    >
      <p>
        {DAYS[(weekday + 6) % 7]}
        {holiday?.name ? `, ${holiday.name}` : ''}:{' '}
        {saved && !saved.isAlways ? rangesText([...ranges]) || 'closed' : 'day and night'}.
      </p>
      <WeekStrip day="Today" ranges={[...ranges]} now={wall.hour * 60 + wall.minute} />
      <p class="muted">
        It is {two(wall.hour)}:{two(wall.minute)} in {calendar.timeZone}. <Time at={now} full />
      </p>
    </Card>
  );
};

const TargetCard = (props: {
  page: PageRequest;
  category: CategoryRow | undefined;
  targets: readonly TargetRow[];
}) => {
  const { page, category, targets } = props;
  const rows = ['', ...Object.keys(PRIORITY_WORDS)] as const;
  const of = (priority: string) => targets.find(({ priorityKey }) => priorityKey === priority);
  return (
    <Card title={category ? `Targets of ${category.name}` : 'Targets'} flush>
      <div class="table-wrap">
        <table>
          <caption class="sr-only">Targets in minutes of working time</caption>
          <thead>
            <tr>
              <th scope="col">Priority</th>
              <th scope="col">Minutes of working time until the first answer, and until it is solved</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((priority) => {
              const saved = of(priority);
              const title = priority ? PRIORITY_WORDS[priority as keyof typeof PRIORITY_WORDS] : 'All others';
              return (
                <tr>
                  <th scope="row">{title}</th>
                  <td class="bare">
                    <Form page={page} action={`${page.base}/tickets/targets`} class="target-form">
                      <input type="hidden" name="category" value={category?.id ?? ''} />
                      <input type="hidden" name="priority" value={priority} />
                      <input
                        type="number"
                        name="firstResponse"
                        min={1}
                        value={saved?.firstResponseMinutes ?? ''}
                        aria-label={`First answer, ${title}, minutes`}
                        placeholder="none"
                      />
                      <input
                        type="number"
                        name="resolution"
                        min={1}
                        value={saved?.resolutionMinutes ?? ''}
                        aria-label={`Solved, ${title}, minutes`}
                        placeholder="none"
                      />
                      <button class="button plain small" type="submit">
                        Save<span class="sr-only">{` ${title}`}</span>
                      </button>
                    </Form>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
};

export async function submitHours(page: PageRequest): Promise<PageAnswer> {
  const { ctx, form } = page;
  const categoryId = form.text('category') || null;
  const to = `/tickets/hours${categoryId ? `?category=${categoryId}` : ''}`;
  if (form.text('remove') === 'yes') {
    await removeHours(ctx, categoryId);
    return { to, flash: categoryId ? 'It has the server’s hours now.' : 'The team works day and night now.' };
  }
  await setHours(ctx, categoryId, {
    timeZone: form.text('timeZone')?.trim() ?? '',
    isAlways: form.has('isAlways'),
    week: DAYS.map((_, at) => readRanges(form.text(`day${at}`) ?? '')),
    holidays: readHolidays(form.text('holidays') ?? ''),
  });
  return { to, flash: 'The hours were saved. Open tickets are measured anew.' };
}

export async function submitTarget(page: PageRequest): Promise<PageAnswer> {
  const { ctx, form } = page;
  const categoryId = form.text('category') || null;
  const minutes = (name: string) => {
    const text = form.text(name)?.trim();
    return text ? Number(text) : null;
  };
  // Safe because setTarget parses it.
  const priority = (form.text('priority') || null) as keyof typeof PRIORITY_WORDS | null;
  const target = { firstResponseMinutes: minutes('firstResponse'), resolutionMinutes: minutes('resolution') };
  const to = `/tickets/hours${categoryId ? `?category=${categoryId}` : ''}`;
  if (target.firstResponseMinutes === null && target.resolutionMinutes === null) {
    await removeTarget(ctx, { categoryId, priority });
    return { to, flash: 'There is no target any more.' };
  }
  await setTarget(ctx, { categoryId, priority, ...target });
  return { to, flash: 'The target was saved. Open tickets are measured anew.' };
}
