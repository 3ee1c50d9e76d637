import { ConflictError } from '../../../core/errors.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { assignRecord } from '../actions/assign-record.ts';
import { closeRecord } from '../actions/close-record.ts';
import { commentRecord } from '../actions/comment-record.ts';
import { createRecord } from '../actions/create-record.ts';
import { editRecord } from '../actions/edit-record.ts';
import { reopenRecord } from '../actions/reopen-record.ts';
import { showRecord } from '../actions/show-record.ts';
import type { LoadedRecord } from '../find-record.ts';
import { requireKind } from '../parse-fields.ts';
import { recordParam } from './references.ts';

const to = ({ row }: LoadedRecord, flash: string): PageRedirect => ({ to: `/records/${row.number}`, flash });

/** The same form makes one record however often it is sent: its nonce becomes the origin key. */
export async function submitNewRecord(page: PageRequest): Promise<PageRedirect> {
  const kind = page.form.text('kind') ?? '';
  const made = await createRecord(page.ctx, {
    kind,
    title: page.form.text('title') ?? '',
    fields: readFields(page, kind),
    machine: page.form.text('machine') || null,
    parent: page.form.text('parent')?.trim() || null,
    originKey: originKey(page),
  });
  return to(made, `${requireKind(kind).title} #${made.row.number} was saved.`);
}

/** What was typed on an outdated page is not saved over somebody else's words. */
export async function submitEditRecord(page: PageRequest): Promise<PageRedirect> {
  const record = recordParam(page);
  const { row } = await showRecord(page.ctx, record);
  if (page.form.text('updatedAt') !== row.updatedAt.toISOString()) {
    throw new ConflictError(
      'record-changed',
      'Somebody else changed this record while you had it open. Your words are kept below; compare them with what is saved now, then save again.',
    );
  }
  const parent = page.form.text('parent')?.trim();
  const edited = await editRecord(page.ctx, {
    record,
    title: page.form.text('title') ?? '',
    fields: readFields(page, row.kind),
    machine: page.form.text('machine') || null,
    ...(parent === undefined ? {} : { parent: parent || null }),
  });
  return to(edited, `Record #${edited.row.number} was saved.`);
}

export async function submitClose(page: PageRequest): Promise<PageRedirect> {
  const closed = await closeRecord(page.ctx, { record: recordParam(page), ...reason(page) });
  return to(closed, `Record #${closed.row.number} is closed.`);
}

export async function submitReopen(page: PageRequest): Promise<PageRedirect> {
  const opened = await reopenRecord(page.ctx, { record: recordParam(page), ...reason(page) });
  return to(opened, `Record #${opened.row.number} is open again.`);
}

export async function submitAssign(page: PageRequest): Promise<PageRedirect> {
  const assigneeId = page.form.text('assignee') || null;
  const given = await assignRecord(page.ctx, { record: recordParam(page), assigneeId });
  return to(given, assigneeId ? 'It was assigned.' : 'It belongs to nobody now.');
}

export async function submitComment(page: PageRequest): Promise<PageRedirect> {
  const said = await commentRecord(page.ctx, {
    record: recordParam(page),
    body: page.form.text('body') ?? '',
    originKey: originKey(page),
  });
  return { to: `/records/${said.row.number}#comment-${said.comment.id}`, flash: 'Your comment is there.' };
}

function readFields(page: PageRequest, kind: string): Record<string, string> {
  return Object.fromEntries(
    requireKind(kind).fields.map(({ name }) => [name, page.form.text(`fields.${name}`) ?? '']),
  );
}

const reason = (page: PageRequest) => {
  const text = page.form.text('reason')?.trim();
  return text ? { reason: text } : {};
};

function originKey(page: PageRequest): string | null {
  const nonce = page.form.text('nonce') ?? '';
  return /^[\w-]{8,64}$/.test(nonce) ? `dashboard:${page.viewer.userId}:${nonce}` : null;
}
