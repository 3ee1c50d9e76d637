import * as v from 'valibot';
import type { ActionContext } from '../../core/context.ts';
import { Answer, defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { createAnnouncement } from './actions/create-announcement.ts';
import { deleteAnnouncement } from './actions/delete-announcement.ts';
import { EditInput, editAnnouncement } from './actions/edit-announcement.ts';
import { listAnnouncements } from './actions/list-announcements.ts';
import { pauseAnnouncement } from './actions/pause-announcement.ts';
import { previewAnnouncement } from './actions/preview-announcement.ts';
import { resumeAnnouncement } from './actions/resume-announcement.ts';
import { runAnnouncement } from './actions/run-announcement.ts';
import { lastRuns, showAnnouncement } from './actions/show-announcement.ts';
import { skipRun } from './actions/skip-run.ts';
import { type AnnouncementRow, runView, viewOf } from './announcement-view.ts';
import { runTimes } from './run-times.ts';
import { PlanInput } from './schemas.ts';
import { AnnouncementView, RunView } from './signals.ts';

const params = { id: 'Id of the announcement, its number or its name.' };
const Shown = v.object({
  ...AnnouncementView.entries,
  nextRuns: v.pipe(v.array(v.string()), v.description('The next five times at most, ISO 8601.')),
});
const ShownWithRuns = v.object({ ...Shown.entries, runs: v.array(RunView) });
const example = {
  name: 'Open workshop',
  message: { content: 'The workshop is open tonight.' },
  target: { kind: 'channel' as const, channelId: '1100000000000000021' },
  when: 'every friday 18:00',
  timeZone: 'Europe/Berlin',
};
const unknown = { 404: 'There is no such announcement.' };

const change = (
  verb: string,
  summary: string,
  act: (ctx: ActionContext, reference: string) => Promise<AnnouncementRow>,
) =>
  defineRoute({
    method: 'POST',
    path: `/announcements/:id/${verb}`,
    summary,
    access: 'announcements:manage',
    params,
    answers: { 200: Shown },
    errors: { ...unknown, 409: 'Its state does not allow that.' },
    handle: async ({ ctx, params }) => shown(ctx, await act(ctx, params.id ?? '')),
  });

/** `/announcements`: messages that are posted at a time. */
export const announcementsApi = (): ApiRoutes => [
  defineRoute({
    method: 'GET',
    path: '/announcements',
    summary: 'List announcements, those still to come first',
    access: 'announcements:read',
    query: v.object({ q: v.optional(v.pipe(v.string(), v.description('Number, or a part of the name.'))) }),
    answers: { 200: v.object({ announcements: v.array(AnnouncementView) }) },
    handle: async ({ ctx, query }) => ({
      announcements: (await listAnnouncements(ctx, { words: query.q ?? '' })).map(viewOf),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/announcements',
    summary: 'Plan an announcement',
    description: 'Pinging roles needs the scope announcements:ping as well.',
    access: 'announcements:manage',
    body: PlanInput,
    example,
    answers: { 201: Shown },
    errors: { 404: 'There is no such channel in this server.' },
    async handle({ ctx, body }) {
      const row = await createAnnouncement(ctx, body);
      const location = `/api/v1/guilds/${ctx.guildId}/announcements/${row.id}`;
      return new Answer(201, shown(ctx, row), { location });
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/announcements/preview',
    summary: 'Look at what would come of a plan',
    description:
      'Tells how the time is understood and what Discord would be sent. Nothing is kept or posted.',
    access: 'announcements:manage',
    body: PlanInput,
    example,
    answers: {
      200: v.object({
        timing: AnnouncementView.entries.timing,
        timeZone: v.string(),
        nextRuns: v.array(v.string()),
        message: v.record(v.string(), v.unknown()),
      }),
    },
    errors: { 404: 'There is no such channel in this server.' },
    handle: ({ ctx, body }) => previewAnnouncement(ctx, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/announcements/:id',
    summary: 'Read an announcement with its last runs',
    access: 'announcements:read',
    params,
    answers: { 200: ShownWithRuns },
    errors: unknown,
    async handle({ ctx, params }) {
      const { row, runs } = await showAnnouncement(ctx, params.id ?? '');
      return { ...shown(ctx, row), runs: runs.map(runView) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/announcements/:id',
    summary: 'Change what is named of an announcement',
    access: 'announcements:manage',
    params,
    body: EditInput,
    example: { when: 'every friday 19:00' },
    answers: { 200: Shown },
    errors: unknown,
    handle: async ({ ctx, params, body }) => shown(ctx, await editAnnouncement(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/announcements/:id',
    summary: 'Delete an announcement with its history',
    access: 'announcements:manage',
    params,
    answers: { 200: AnnouncementView },
    errors: unknown,
    handle: async ({ ctx, params }) => viewOf(await deleteAnnouncement(ctx, params.id ?? '')),
  }),
  change('pause', 'Post an announcement no more until it is resumed', pauseAnnouncement),
  change('resume', 'Let a paused announcement go on', resumeAnnouncement),
  change('skip', 'Leave out the next time of an announcement', skipRun),
  defineRoute({
    method: 'POST',
    path: '/announcements/:id/run',
    summary: 'Post an announcement now as well',
    access: 'announcements:manage',
    params,
    answers: { 202: ShownWithRuns },
    errors: unknown,
    async handle({ ctx, params }) {
      const row = await runAnnouncement(ctx, params.id ?? '');
      return { ...shown(ctx, row), runs: (await lastRuns(ctx, row.id)).map(runView) };
    },
  }),
];

const shown = (ctx: ActionContext, row: AnnouncementRow) => ({
  ...viewOf(row),
  nextRuns:
    row.state === 'active'
      ? runTimes(row.timing, row.timeZone, ctx.now(), 5).map((at) => at.toISOString())
      : [],
});
