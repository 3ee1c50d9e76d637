import { NotFoundError } from '../../../core/errors.ts';
import { isUuid } from '../../../core/ids.ts';
import type { PageRequest } from '../../../core/web/page.ts';

/** Addresses name a record by number or id, never by words, which may fit another one tomorrow. */
export function recordParam(page: PageRequest): string {
  const text = page.param('record');
  if (/^\d{1,10}$/.test(text) || isUuid(text)) return text;
  throw new NotFoundError('There is no such record in this server.');
}

export function idParam(page: PageRequest, name: 'machine' | 'maintainer'): string {
  const id = page.param(name);
  if (isUuid(id)) return id;
  throw new NotFoundError(
    name === 'machine'
      ? 'There is no such machine in this server.'
      : 'There is nobody like that on the roster.',
  );
}
