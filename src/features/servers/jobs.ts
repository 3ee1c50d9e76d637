import * as v from 'valibot';
import { defineJob } from '../../core/queue/job.ts';
import { SERVER_ID } from './model.ts';

const Id = v.pipe(v.string(), v.uuid());
const show = () => import('./actions/show-notice.ts');

export const serverJobs = {
  send: defineJob({
    title: 'Ask the panel for an action on a server',
    schema: v.object({ actionId: Id }),
    run: async (ctx, { actionId }) => (await import('./actions/send-action.ts')).sendAction(ctx, actionId),
  }),
  notice: defineJob({
    title: 'Show the state of a server in its channel',
    schema: v.object({ noticeId: Id }),
    run: async (ctx, { noticeId }) => (await show()).showNotice(ctx, noticeId),
  }),
  'notice-of': defineJob({
    title: 'Show what came of an action on a server',
    schema: v.object({ actionId: Id }),
    run: async (ctx, { actionId }) => (await show()).showNoticeOf(ctx, actionId),
  }),
  approval: defineJob({
    title: 'Ask approvers about an action on a server',
    schema: v.object({ actionId: Id }),
    run: async (ctx, { actionId }) => (await show()).showApproval(ctx, actionId),
  }),
  refresh: defineJob({
    title: 'Read which servers an account has',
    schema: v.object({ accountId: v.pipe(v.string(), v.maxLength(200)) }),
    run: async (ctx, { accountId }) =>
      (await import('./actions/refresh-account.ts')).refreshAccount(ctx, accountId),
  }),
  identify: defineJob({
    title: 'Read whose a server is that was reported for the first time',
    schema: v.object({ serverId: v.pipe(v.string(), v.regex(SERVER_ID)) }),
    run: async (ctx, { serverId }) =>
      (await import('./actions/refresh-account.ts')).identifyServer(ctx, serverId),
  }),
  linked: defineJob({
    title: 'Read which servers somebody has who was linked',
    schema: v.object({ signal: v.looseObject({ data: v.looseObject({ accountId: v.string() }) }) }),
    run: async (ctx, { signal }) =>
      (await import('./actions/refresh-account.ts')).refreshAccount(ctx, signal.data.accountId),
  }),
  end: defineJob({
    title: 'End an action on a server whose time is over',
    schema: v.object({ actionId: Id }),
    run: async (ctx, { actionId }) => (await import('./actions/end-action.ts')).endAction(ctx, actionId),
  }),
  'end-due': defineJob({
    title: 'End what waited long enough on servers',
    schema: v.looseObject({}),
    // The next minute starts it anew.
    maxAttempts: 1,
    run: async (ctx) => (await import('./actions/end-due.ts')).endDue(ctx),
  }),
};
