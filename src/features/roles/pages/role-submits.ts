import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { createRule } from '../actions/create-rule.ts';
import { deleteRule } from '../actions/delete-rule.ts';
import { setPermissions } from '../actions/set-permissions.ts';
import { syncRoles } from '../actions/sync-roles.ts';
import { undoRun } from '../actions/undo-run.ts';
import { updateRule } from '../actions/update-rule.ts';

const policyOf = ({ form }: PageRequest) => ({
  removeOnLoss: form.has('removeOnLoss'),
  adopt: form.has('adopt'),
  repair: form.has('repair'),
  reason: form.text('reason') ?? '',
});

export async function submitNewRule(page: PageRequest): Promise<PageRedirect> {
  const rule = await createRule(page.ctx, {
    standing: page.form.text('standing') ?? '',
    roleId: page.form.text('roleId') ?? '',
    ...policyOf(page),
  });
  const flash = 'The rule is made. This is what it changes for people who are that already.';
  return rule.problem ? { to: `/roles/rules/${rule.id}` } : { to: '/roles/plan', flash };
}

export async function submitRule(page: PageRequest): Promise<PageRedirect> {
  const { id } = await updateRule(page.ctx, { rule: page.param('rule'), ...policyOf(page) });
  return { to: `/roles/rules/${id}`, flash: 'The rule is saved.' };
}

export async function submitState(page: PageRequest): Promise<PageRedirect> {
  const state = page.form.text('state') === 'paused' ? 'paused' : 'active';
  await updateRule(page.ctx, { rule: page.param('rule'), state });
  const flash =
    state === 'paused'
      ? 'The rule stands still: nobody gets the role, nobody loses it.'
      : 'The rule goes on. A plan brings everybody up to date.';
  return { to: '/roles', flash };
}

export async function submitDelete(page: PageRequest): Promise<PageRedirect> {
  const take = page.form.text('take') === 'yes';
  const { taking } = await deleteRule(page.ctx, { rule: page.param('rule'), take });
  const flash =
    taking > 0
      ? `The rule ends; ${taking === 1 ? 'one role is' : `${taking} roles are`} taken away now.`
      : 'The rule is deleted.';
  return { to: '/roles', flash };
}

export async function submitPlan(page: PageRequest): Promise<PageRedirect> {
  const { runId } = await syncRoles(page.ctx, { expect: page.form.text('expect') ?? '' });
  return { to: runId ? `/roles/runs/${runId}` : '/roles', flash: 'It is being done.' };
}

export async function submitUndo(page: PageRequest): Promise<PageRedirect> {
  const { id } = await undoRun(page.ctx, page.param('run'));
  return { to: `/roles/runs/${id}`, flash: 'It is being taken back. Its rules are paused.' };
}

export async function submitPermissions(page: PageRequest): Promise<PageRedirect> {
  const { roleName } = await setPermissions(page.ctx, {
    roleId: page.form.text('roleId') ?? '',
    permissions: page.form.all('permissions'),
  });
  return { to: '/roles/permissions', flash: `What @${roleName} gives is saved.` };
}
