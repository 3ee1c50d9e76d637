import { Card, Note, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showAnnouncement } from '../actions/show-announcement.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { messageBody } from '../message-body.ts';
import { chooseZone, planMessage, planTiming } from '../plan.ts';
import { runTimes } from '../run-times.ts';
import { editAnnouncementPage, newAnnouncementPage } from './announcement-form-page.tsx';
import { DrawnAnnouncement } from './drawn-announcement.tsx';
import { readEdit, readNew } from './read-announcement-form.ts';
import { announcementParam } from './references.ts';

const SHOWN_TIMES = 5;

/** Shows the form again as it was typed, and above it what would be posted and when. Saves and posts nothing. */
export async function previewNew(page: PageRequest): Promise<PageView> {
  const { message } = await readNew(page);
  return newAnnouncementPage(typed(page), await preview(page, message));
}

/** The same for a change; a time that is kept may be over, which is no mistake of the form. */
export async function previewEdit(page: PageRequest): Promise<PageView> {
  const { row } = await showAnnouncement(page.ctx, announcementParam(page));
  const { change, keepsTime } = await readEdit(page, row);
  return editAnnouncementPage(typed(page), await preview(page, change.message, keepsTime ? row : undefined));
}

const typed = (page: PageRequest): PageRequest => ({
  ...page,
  value: (name, fallback) => page.form.text(name) ?? fallback,
});

async function preview(page: PageRequest, raw: unknown, kept?: AnnouncementRow) {
  const { ctx, form } = page;
  const message = messageBody(await planMessage(ctx, raw));
  const timeZone = kept?.timeZone ?? (await chooseZone(ctx, form.text('timeZone')?.trim()));
  const timing = kept?.timing ?? planTiming(ctx, form.text('when') ?? '', timeZone);
  const times = runTimes(timing, timeZone, ctx.now(), SHOWN_TIMES);
  return (
    <Card title="As it would be posted">
      {await DrawnAnnouncement({ page, message })}
      <p class="help">
        {times.length === 0 ? 'It would not be posted any more.' : `Next, planned in ${timeZone}: `}
        {times.map((at, index) => (
          <>
            {index > 0 && ' · '}
            <Time at={at} full />
          </>
        ))}
      </p>
      <Note>
        Nothing is saved yet.
        {form.text('target.url') && ' The address of the webhook is not shown again: enter it once more.'}
      </Note>
    </Card>
  );
}
