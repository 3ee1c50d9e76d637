import { wallTime } from '../../../core/time/time-zone.ts';
import { workingTime } from '../../../core/time/working-time.ts';
import { Badge, Card, Time } from '../../../core/web/components/basics.tsx';
import { Checkbox, Form, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { type CalendarRow, calendarOf } from '../desk/hours/calendar.ts';
import type { WorkRange } from '../model.ts';
import type { CategoryRow } from '../views.ts';
import { DAYS, rangesText, timeZones, WeekStrip } from './hours-parts.tsx';

/** Offered where nothing is saved: nine to five from Monday to Friday. */
const OFFICE: WorkRange[][] = [0, 1, 2, 3, 4, 5, 6].map((day) => (day < 5 ? [{ from: 540, to: 1_020 }] : []));

/** The week and the days that differ, of the server or of one category. */
export const HoursForm = (props: {
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
  // The page has another form: what that one brings says nothing of the hours.
  const isAgain = page.form.has('timeZone');
  const isAlways = isAgain ? page.form.has('isAlways') : (saved?.isAlways ?? false);
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
              const problem = problemOf(`week.${at}`) ?? problems[`day${at}`];
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
export const Today = ({ page, saved }: { page: PageRequest; saved: CalendarRow | undefined }) => {
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
