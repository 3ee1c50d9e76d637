import * as v from 'valibot';
import { parseInput } from '../../../core/parse-input.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { cancelAction } from '../actions/cancel-action.ts';
import { confirmAction } from '../actions/confirm-action.ts';
import { decideAction } from '../actions/decide-action.ts';
import { ActionInput, requestAction } from '../actions/request-action.ts';
import type { ActionRow } from '../tables.ts';
import { whoseToAct } from './server-parts.tsx';

const Decision = v.object({ decision: v.picklist(['approve', 'reject'], 'Say yes or no.') });

const toServer = ({ serverId }: ActionRow, flash: string): PageRedirect => ({
  to: `/servers/id/${encodeURIComponent(serverId)}`,
  flash,
});

/** What was asked of the panel, or who has to say yes before it is. */
const next = (row: ActionRow): PageRedirect =>
  row.state === 'awaiting-approval'
    ? { to: `/servers/actions/${row.id}`, flash: 'Others have to approve it. They are asked now.' }
    : toServer(row, `${row.serverName}: ${row.action} is requested.`);

export async function submitAction(page: PageRequest): Promise<PageRedirect> {
  const { action } = parseInput(ActionInput, { action: page.form.text('action') });
  const row = await requestAction(page.ctx, {
    serverId: page.param('server'),
    action,
    whose: whoseToAct(page),
  });
  return row.state === 'awaiting-confirmation' ? { to: `/servers/actions/${row.id}` } : next(row);
}

export async function submitConfirm(page: PageRequest): Promise<PageRedirect> {
  return next(await confirmAction(page.ctx, page.param('action')));
}

export async function submitCancel(page: PageRequest): Promise<PageRedirect> {
  return toServer(await cancelAction(page.ctx, page.param('action')), 'Nothing was done to it.');
}

export async function submitDecision(page: PageRequest): Promise<PageRedirect> {
  const { decision } = parseInput(Decision, { decision: page.form.text('decision') });
  const { row } = await decideAction(page.ctx, page.param('action'), decision);
  return {
    to: `/servers/actions/${row.id}`,
    flash: decision === 'approve' ? 'You approved it.' : 'You rejected it.',
  };
}
