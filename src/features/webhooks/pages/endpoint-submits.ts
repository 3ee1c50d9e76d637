import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { deleteEndpoint } from '../actions/delete-endpoint.ts';
import { replayDelivery } from '../actions/replay-delivery.ts';
import { recoverSince } from '../actions/replay-since.ts';
import { testEndpoint } from '../actions/test-endpoint.ts';
import { updateEndpoint } from '../actions/update-endpoint.ts';
import { readConditions, readDigest } from './read-endpoint-form.ts';

const endpointOf = (page: PageRequest) => page.param('endpoint');

export async function submitEdit(page: PageRequest): Promise<PageRedirect> {
  const url = page.form.text('url')?.trim();
  // Only the form of a channel has it; a program keeps what it has.
  const mode = page.form.text('mode');
  const version = Number(page.form.text('version'));
  const saved = await updateEndpoint(page.ctx, {
    endpoint: endpointOf(page),
    name: page.form.text('name') ?? '',
    events: page.form.all('events'),
    version: Number.isSafeInteger(version) ? version : -1,
    ...(url ? { url } : {}),
    conditions: readConditions(page.form),
    ...(mode === 'post' || mode === 'upsert' ? { mode, digest: readDigest(page.form) } : {}),
  });
  return { to: `/webhooks/${saved.id}`, flash: `“${saved.name}” was saved.` };
}

export async function submitState(page: PageRequest, state: 'enabled' | 'paused'): Promise<PageRedirect> {
  const saved = await updateEndpoint(page.ctx, { endpoint: endpointOf(page), state });
  return {
    to: `/webhooks/${saved.id}`,
    flash: state === 'paused' ? 'It is paused; what happens meanwhile is kept.' : 'It is on.',
  };
}

export async function submitTest(page: PageRequest): Promise<PageRedirect> {
  const { deliveryId } = await testEndpoint(page.ctx, { endpoint: endpointOf(page) });
  return {
    to: `/webhooks/deliveries/${deliveryId}`,
    flash: 'The test event is on its way. Reload to see the answer.',
  };
}

export async function submitRecover(page: PageRequest): Promise<PageRedirect> {
  const since = page.form.text('since')?.trim();
  const { count } = await recoverSince(page.ctx, { endpoint: endpointOf(page), ...(since ? { since } : {}) });
  return {
    to: `/webhooks/${endpointOf(page)}`,
    flash: count === 1 ? 'One event is sent now.' : `${count} events are sent now.`,
  };
}

export async function submitReplay(page: PageRequest): Promise<PageRedirect> {
  const delivery = page.param('delivery');
  await replayDelivery(page.ctx, { delivery });
  return { to: `/webhooks/deliveries/${delivery}`, flash: 'It is sent again.' };
}

export async function submitDelete(page: PageRequest): Promise<PageRedirect> {
  const { name } = await deleteEndpoint(page.ctx, { endpoint: endpointOf(page) });
  return { to: '/webhooks', flash: `“${name}” was deleted.` };
}
