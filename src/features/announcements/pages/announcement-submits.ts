import { InputError, NotFoundError } from '../../../core/errors.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { createAnnouncement } from '../actions/create-announcement.ts';
import { deleteAnnouncement } from '../actions/delete-announcement.ts';
import { editAnnouncement } from '../actions/edit-announcement.ts';
import { pauseAnnouncement } from '../actions/pause-announcement.ts';
import { resumeAnnouncement } from '../actions/resume-announcement.ts';
import { runAnnouncement } from '../actions/run-announcement.ts';
import { showAnnouncement } from '../actions/show-announcement.ts';
import { skipRun } from '../actions/skip-run.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { readEdit, readNew, sentences } from './read-announcement-form.ts';
import { announcementParam } from './references.ts';

const to = (row: AnnouncementRow, flash: string): PageRedirect => ({
  to: `/announcements/${row.number}`,
  flash,
});

export async function submitNew(page: PageRequest): Promise<PageRedirect> {
  const plan = await readNew(page);
  const row = await byField(() => createAnnouncement(page.ctx, plan));
  return to(row, `#${row.number} is planned. Check below when it is posted.`);
}

export async function submitEdit(page: PageRequest): Promise<PageRedirect> {
  const { row } = await showAnnouncement(page.ctx, announcementParam(page));
  const { change } = await readEdit(page, row);
  const edited = await byField(() => editAnnouncement(page.ctx, row.id, change));
  return to(edited, `#${edited.number} was saved.`);
}

export async function submitPause(page: PageRequest): Promise<PageRedirect> {
  return to(await pauseAnnouncement(page.ctx, announcementParam(page)), 'It is paused.');
}

export async function submitResume(page: PageRequest): Promise<PageRedirect> {
  return to(await resumeAnnouncement(page.ctx, announcementParam(page)), 'It goes on.');
}

export async function submitSkip(page: PageRequest): Promise<PageRedirect> {
  return to(await skipRun(page.ctx, announcementParam(page)), 'The next time is left out.');
}

export async function submitRun(page: PageRequest): Promise<PageRedirect> {
  return to(await runAnnouncement(page.ctx, announcementParam(page)), 'It is being posted now.');
}

export async function submitDelete(page: PageRequest): Promise<PageRedirect> {
  const row = await deleteAnnouncement(page.ctx, announcementParam(page));
  return { to: '/announcements', flash: `#${row.number} “${row.name}” was deleted.` };
}

/** What Discord or the server's rules say of a plan belongs to the place, unless it names its field. */
async function byField<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NotFoundError) {
      throw new InputError(error.message, { 'target.channelId': error.message });
    }
    if (error instanceof InputError)
      throw new InputError(error.message, sentences(error, 'target.channelId'));
    throw error;
  }
}
