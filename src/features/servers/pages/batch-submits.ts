import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { cancelBatch, confirmBatch } from '../actions/end-batch.ts';
import { planMaintenance } from '../actions/plan-maintenance.ts';
import { type BatchInput, type LeftOut, requestBatch } from '../actions/request-batch.ts';
import { countWords } from './batch-page.tsx';

/** The first reasons; more would hide what was done. */
const leftWords = (left: readonly LeftOut[]): string =>
  left.length === 0
    ? ''
    : ` Left out: ${left
        .slice(0, 5)
        .map(({ why }) => why)
        .join(' ')}${left.length > 5 ? ` And ${left.length - 5} more.` : ''}`;

/** The servers that are ticked, and what the button says: to be looked through before anything is done. */
export async function submitBatch(page: PageRequest): Promise<PageRedirect> {
  const servers = [...new Set(page.form.all('server'))];
  const action = page.form.text('action');
  if (action === 'maintenance') {
    const { servers: known } = await planMaintenance(page.ctx, servers);
    const ids = known.map(({ serverId }) => serverId).join(',');
    return { to: `/servers/maintenance?${new URLSearchParams({ servers: ids })}` };
  }
  // Safe because requestBatch parses it.
  const { id, left } = await requestBatch(page.ctx, { action, servers } as BatchInput);
  const to = `/servers/batches/${id}`;
  return left.length === 0 ? { to } : { to, flash: leftWords(left).trim() };
}

export async function submitBatchYes(page: PageRequest): Promise<PageRedirect> {
  const id = page.param('batch');
  const { rows, left } = await confirmBatch(page.ctx, id);
  const words = rows.some(({ state }) => state === 'awaiting-approval')
    ? 'Approvers are asked now.'
    : 'The panel is asked now.';
  return {
    to: `/servers/batches/${id}`,
    flash: `${countWords(rows.length)}: ${words}${leftWords(left)}`,
  };
}

export async function submitBatchNo(page: PageRequest): Promise<PageRedirect> {
  const { rows } = await cancelBatch(page.ctx, page.param('batch'));
  return { to: '/servers/all', flash: `Nothing was done to ${countWords(rows.length)}.` };
}
