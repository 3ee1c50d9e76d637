import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { deleteView } from '../actions/delete-view.ts';
import { saveView } from '../actions/save-view.ts';
import type { ViewFilter } from '../view-filter.ts';

/** What each of the lists is as a filter that can be saved. */
const filters: Record<string, ViewFilter> = {
  mine: { assignee: 'me' },
  unassigned: { assignee: 'nobody' },
  snoozed: { state: 'snoozed' },
  closed: { state: 'closed' },
};

/** Keeps a search under a name, for everybody. */
export async function submitView(page: PageRequest): Promise<PageRedirect> {
  const { form, ctx } = page;
  const words = form.text('q')?.trim();
  const tag = form.text('tag')?.trim();
  const filter = {
    ...filters[form.text('box') ?? ''],
    ...(words ? { q: words } : {}),
    ...(tag ? { tag } : {}),
  };
  const view = await saveView(ctx, { name: form.text('name') ?? '', filter });
  return { to: `/inbox?box=${view.id}`, flash: `The list “${view.name}” was saved.` };
}

export async function submitDeleteView(page: PageRequest): Promise<PageRedirect> {
  await deleteView(page.ctx, page.param('view'));
  return { to: '/inbox', flash: 'The list was deleted. Its conversations are where they were.' };
}
