import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { raiseNotice, readInstant } from '../../notices/public.ts';
import { affectedNames, planMaintenance } from '../actions/plan-maintenance.ts';

/** The servers that the form or the address names, separated by commas. */
export const serverIdsOf = (page: PageRequest): string[] =>
  (page.form.text('servers') ?? page.query('servers') ?? '').split(',').filter((id) => id !== '');

/** What the form says, as a maintenance notice. Throws InputError for servers that are not known. */
export async function readMaintenance(page: PageRequest) {
  const plan = await planMaintenance(page.ctx, serverIdsOf(page));
  const text = (name: string) => page.form.text(name)?.trim() ?? '';
  return {
    kind: 'maintenance' as const,
    title: text('title'),
    message: text('message'),
    startsAt: await readInstant(page.ctx, 'startsAt', text('startsAt')),
    endsAt: await readInstant(page.ctx, 'endsAt', text('endsAt')),
    affected: affectedNames(plan),
    servers: plan.servers.map(({ serverId }) => serverId),
  };
}

export async function submitMaintenance(page: PageRequest): Promise<PageRedirect> {
  const { row } = await raiseNotice(page.ctx, await readMaintenance(page));
  return { to: `/notices/${row.number}`, flash: `#${row.number} is being posted, and customers are told.` };
}
