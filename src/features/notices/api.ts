import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import { Answer, defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { listNotices, showNotice } from './actions/list-notices.ts';
import { raiseNotice } from './actions/raise-notice.ts';
import { acknowledgeAlert, resolveByKey, resolveNotice, updateNotice } from './actions/update-notice.ts';
import { updatesOf } from './find-notice.ts';
import { KEY_MAX_LENGTH, MESSAGE_MAX_LENGTH } from './limits.ts';
import { findPost } from './notice-post.ts';
import { type NoticeRow, updateView, viewOf } from './notice-view.ts';
import { RAISE_ACCESS } from './plan-notice.ts';
import {
  AlertInput,
  BillingInput,
  MaintenanceInput,
  type RaiseInput,
  StatusInput,
  UpdateInput,
} from './schemas.ts';
import { NoticeView, UpdateView } from './signals.ts';
import { NOTICE_KINDS } from './states.ts';

const params = { id: 'Id of the notice, or its number.' };
const Shown = v.object({
  ...NoticeView.entries,
  updates: v.pipe(v.array(UpdateView), v.description('What was said about it, oldest first.')),
  post: v.pipe(
    v.object({
      channelId: v.nullable(v.string()),
      messageId: v.nullable(v.string()),
      problem: v.nullable(v.string()),
    }),
    v.description('Where it is in Discord, or why it is not; all null while it is being posted.'),
  ),
});
const unknown = { 404: 'There is no such notice, or the key may not read it.' };
const over = { ...unknown, 409: 'It is over already, or somebody changed it at the same moment.' };
const Resolve = v.object({
  message: v.optional(v.pipe(v.string('Give a text.'), v.trim(), v.maxLength(MESSAGE_MAX_LENGTH)), ''),
});
const ResolveByKey = v.object({
  key: v.pipe(
    v.string('Give the key of the alert.'),
    v.minLength(1, 'Give the key.'),
    v.maxLength(KEY_MAX_LENGTH),
  ),
  ...Resolve.entries,
});

/** `/notices`: what host applications and staff tell of. */
export const noticesApi = (): ApiRoutes => [
  defineRoute({
    method: 'GET',
    path: '/notices',
    summary: 'List notices, those that go on first',
    description: 'Billing notices are among them only for keys with the scope notices:billing.',
    access: 'notices:read',
    query: v.object({
      kind: v.optional(v.picklist(NOTICE_KINDS, `Choose one of ${NOTICE_KINDS.join(', ')}.`)),
      open: v.optional(
        v.pipe(v.picklist(['true', 'false'], 'Say true or false.'), v.description('Only those not over.')),
      ),
      q: v.optional(v.pipe(v.string(), v.description('Number, or a part of the title.'))),
    }),
    answers: { 200: v.object({ notices: v.array(NoticeView) }) },
    handle: async ({ ctx, query }) => {
      const filter = { kind: query.kind, words: query.q, open: query.open === 'true' };
      return { notices: (await listNotices(ctx, filter)).map(viewOf) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/billing',
    summary: 'Tell of a payment, an invoice or a refund',
    description:
      'Posted in the channel for billing alone, which @everyone must not see; the customer is told where they chose.',
    access: RAISE_ACCESS.billing,
    body: BillingInput,
    example: { amount: 12.5, currency: 'USD', type: 'payment', description: 'Server of November' },
    answers: { 201: Shown },
    handle: ({ ctx, body }) => raised(ctx, { kind: 'billing', ...body }),
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/status',
    summary: 'Tell of an incident',
    access: RAISE_ACCESS.status,
    body: StatusInput,
    example: { title: 'The panel is slow', message: 'We are looking into it.', affected: ['Panel'] },
    answers: { 201: Shown },
    handle: ({ ctx, body }) => raised(ctx, { kind: 'status', ...body }),
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/maintenance',
    summary: 'Tell of planned work',
    description: 'People are reminded before it begins; it begins and ends by the clock.',
    access: RAISE_ACCESS.maintenance,
    body: MaintenanceInput,
    example: {
      title: 'New disks',
      message: 'Node 4 is off for a while.',
      startsAt: '2126-12-01T22:00:00Z',
      endsAt: '2126-12-01T23:00:00Z',
      affected: ['Node 4'],
    },
    answers: { 201: Shown },
    handle: ({ ctx, body }) => raised(ctx, { kind: 'maintenance', ...body }),
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/alerts',
    summary: 'Raise a critical alert',
    description: 'An alert whose key is open is counted and not posted again; then the answer is 200.',
    access: RAISE_ACCESS.alert,
    body: AlertInput,
    example: { title: 'Disk full', message: 'Node 4 has no space left.', key: 'disk:node-4' },
    answers: { 200: Shown, 201: Shown },
    handle: ({ ctx, body }) => raised(ctx, { kind: 'alert', ...body }),
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/alerts/resolve',
    summary: 'Resolve the alert that is open under a key',
    access: RAISE_ACCESS.alert,
    body: ResolveByKey,
    example: { key: 'disk:node-4' },
    answers: { 200: Shown },
    errors: { ...over, 404: 'No alert is open under this key.' },
    handle: async ({ ctx, body }) => viewed(ctx, await resolveByKey(ctx, body.key, body.message)),
  }),
  defineRoute({
    method: 'GET',
    path: '/notices/:id',
    summary: 'Read a notice with what was said about it and where it is',
    access: 'notices:read',
    params,
    answers: { 200: Shown },
    errors: unknown,
    handle: async ({ ctx, params }) => {
      const { row, updates, post } = await showNotice(ctx, params.id ?? '');
      return { ...viewOf(row), updates: updates.map(updateView), post };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/:id/updates',
    summary: 'Say how a notice goes on',
    description:
      'Edits its one message and tells it in the thread below. Needs the scope that raises such a notice as well.',
    access: 'notices:read',
    params,
    body: UpdateInput,
    example: { state: 'identified', message: 'A disk is worn out. We change it.' },
    answers: { 200: Shown },
    errors: over,
    handle: async ({ ctx, params, body }) => viewed(ctx, await updateNotice(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/:id/acknowledge',
    summary: 'Take an alert, so that it is not said again',
    access: 'notices:alert',
    params,
    answers: { 200: Shown },
    errors: over,
    handle: async ({ ctx, params }) => viewed(ctx, await acknowledgeAlert(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'POST',
    path: '/notices/:id/resolve',
    summary: 'Bring a notice to its good end',
    description: 'Needs the scope that raises such a notice as well.',
    access: 'notices:read',
    params,
    body: Resolve,
    bodyOptional: true,
    example: { message: 'All is well again.' },
    answers: { 200: Shown },
    errors: over,
    handle: async ({ ctx, params, body }) =>
      viewed(ctx, await resolveNotice(ctx, params.id ?? '', body.message)),
  }),
];

async function raised(ctx: ActionContext, input: RaiseInput): Promise<Answer> {
  const { row, isNew } = await raiseNotice(ctx, input);
  const location = `/api/v1/guilds/${ctx.guildId}/notices/${row.id}`;
  return new Answer(isNew ? 201 : 200, await viewed(ctx, row), { location });
}

/** What a change came to; whoever may make it may see it. */
async function viewed(ctx: ActionContext, row: NoticeRow) {
  const [updates, post] = await Promise.all([updatesOf(ctx, row.id), findPost(ctx, row.id)]);
  return { ...viewOf(row), updates: updates.map(updateView), post };
}
