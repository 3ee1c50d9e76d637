import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { deleteView } from '../actions/delete-view.ts';
import { saveView } from '../actions/save-view.ts';
import { setAgent } from '../actions/set-agent.ts';
import { BOXES } from './desk-box.ts';

/** Keeps a search under a name, for everybody. */
export async function submitView(page: PageRequest): Promise<PageRedirect> {
  const { form, ctx } = page;
  const words = form.text('q')?.trim();
  const tag = form.text('tag')?.trim();
  const filter = {
    ...BOXES.find(({ name }) => name === form.text('box'))?.filter,
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

/** Whether the viewer gets new conversations from now on. */
export async function submitPresence(page: PageRequest): Promise<PageRedirect> {
  const isOn = page.form.text('on') === 'yes';
  await setAgent(page.ctx, page.viewer.userId, { isOn });
  return {
    to: '/inbox',
    flash: isOn
      ? 'You get new conversations from now on.'
      : 'You get no new conversations. Yours stay yours.',
  };
}
