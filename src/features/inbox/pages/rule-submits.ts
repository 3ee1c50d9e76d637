import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { deleteRule } from '../actions/delete-rule.ts';
import { moveRule } from '../actions/order-rules.ts';
import { saveRule } from '../actions/save-rule.ts';
import { switchRule } from '../actions/switch-rule.ts';
import { readRule } from './rule-form.tsx';

const back = (flash: string, id?: string): PageRedirect => ({
  to: `/inbox/rules${id ? `#rule-${id}` : ''}`,
  flash,
});

export async function submitRule(page: PageRequest): Promise<PageRedirect> {
  const { id, name } = await saveRule(page.ctx, readRule(page), page.form.text('id'));
  return back(`The rule “${name}” was saved. Try it out with a message.`, id);
}

export async function submitMoveRule(page: PageRequest): Promise<PageRedirect> {
  const id = page.param('rule');
  const way = page.form.text('way') === 'up' ? 'up' : 'down';
  await moveRule(page.ctx, id, way);
  return back(`It is one further ${way} now.`, id);
}

export async function submitSwitchRule(page: PageRequest): Promise<PageRedirect> {
  const isOn = page.form.text('on') === 'yes';
  const { id, name } = await switchRule(page.ctx, page.param('rule'), isOn);
  return back(isOn ? `“${name}” counts from now on.` : `“${name}” does not count any more.`, id);
}

export async function submitDeleteRule(page: PageRequest): Promise<PageRedirect> {
  await deleteRule(page.ctx, page.param('rule'));
  return back('The rule was deleted. Conversations stay where they are.');
}
