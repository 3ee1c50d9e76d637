import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { showNotice } from '../actions/list-notices.ts';
import { raiseNotice } from '../actions/raise-notice.ts';
import { acknowledgeAlert, resolveNotice, updateNotice } from '../actions/update-notice.ts';
import type { NoticeRow } from '../notice-view.ts';
import { readInstant } from '../read-words.ts';
import type { UpdateInput } from '../schemas.ts';
import { kindParam } from './notice-form-page.tsx';
import { readNotice } from './read-notice-form.ts';

const to = (row: NoticeRow, flash: string): PageRedirect => ({ to: `/notices/${row.number}`, flash });

/** Addresses name a notice by number or id. */
export function noticeParam(page: PageRequest): string {
  const text = page.param('notice');
  if (/^\d{1,10}$/.test(text) || isUuid(text)) return text;
  throw new NotFoundError('There is no such notice in this server.');
}

export async function submitNew(page: PageRequest): Promise<PageRedirect> {
  const { row, isNew } = await raiseNotice(page.ctx, await readNotice(page, kindParam(page)));
  const flash = isNew ? 'is being posted' : 'was open under this key already and is counted again';
  return to(row, `#${row.number} ${flash}.`);
}

export async function submitUpdate(page: PageRequest): Promise<PageRedirect> {
  const { ctx, form } = page;
  const { row } = await showNotice(ctx, noticeParam(page));
  if (form.text('version') !== String(row.version)) {
    const words =
      'Somebody else changed this notice while you had it open. Your words are kept below; look how it is now, then save again.';
    throw new ConflictError('notice-changed', words);
  }
  const ends = form.text('endsAt')?.trim() ?? '';
  // Safe because the action parses it: what is no state is refused in words.
  const input = {
    state: form.text('state'),
    message: form.text('message') ?? '',
    ...(ends === '' ? {} : { endsAt: await readInstant(ctx, 'endsAt', ends) }),
  } as UpdateInput;
  return to(
    await updateNotice(ctx, row.id, input, { version: row.version }),
    'It is saved and being posted.',
  );
}

export async function submitAcknowledge(page: PageRequest): Promise<PageRedirect> {
  return to(await acknowledgeAlert(page.ctx, noticeParam(page)), 'It is yours. It is not said again.');
}

export async function submitResolve(page: PageRequest): Promise<PageRedirect> {
  return to(await resolveNotice(page.ctx, noticeParam(page)), 'It is over.');
}
