import type { PageAnswer, PageRequest, PageRoute } from './page.ts';

export type PageHandle = (page: PageRequest) => Promise<PageAnswer>;

/** Most bytes of a form that brings files: the largest file that is kept, 25 MB, and what is typed beside it. */
export const UPLOAD_BYTES = 26 * 1024 * 1024;

/** A page that is looked at. */
export const getPage = (path: string, access: PageRoute['access'], handle: PageHandle): PageRoute => ({
  method: 'GET',
  path,
  access,
  handle,
});

/** A form that is sent; `again` shows it anew when what was typed is to blame. */
export const postPage = (
  path: string,
  access: PageRoute['access'],
  handle: PageHandle,
  again?: PageHandle,
): PageRoute => ({ method: 'POST', path, access, handle, ...(again ? { again } : {}) });
