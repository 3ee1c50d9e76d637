import { zoneOf } from '../../../core/time/read-until.ts';
import { Note } from '../../../core/web/components/basics.tsx';
import { FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listCategories } from '../actions/change-category.ts';
import { readHours, removeHours, removeTarget, setHours, setTarget } from '../desk/hours/set-hours.ts';
import { HoursForm, Today } from './hours-form.tsx';
import { DAYS, readHolidays, readWeek } from './hours-parts.tsx';
import { TargetCard } from './target-card.tsx';
import { categoryTitle } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';
import type { PRIORITY_WORDS } from './words.ts';

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
        {!category && !saved && (
          <Note>
            No hours are saved, so the team counts as working day and night. The week below is a suggestion.
          </Note>
        )}
        <div class="beside">
          <HoursForm page={page} category={category} saved={saved} zone={zone} />
          <aside class="sticky" aria-label="Today">
            <Today page={page} saved={saved ?? rules.calendars.find((row) => row.categoryKey === '')} />
          </aside>
        </div>
        <TargetCard page={page} category={category} targets={targets} />
      </>
    ),
  };
}

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
    week: readWeek(DAYS.map((_, at) => form.text(`day${at}`) ?? '')),
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
