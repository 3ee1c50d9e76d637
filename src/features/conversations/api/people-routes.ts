import * as v from 'valibot';
import { NextCursor, pageQuery } from '../../../core/http/cursor.ts';
import { defineRoute } from '../../../core/http/route.ts';
import { predictReach, ReachView } from '../actions/predict-reach.ts';
import { readPersonTimeline } from '../actions/read-timeline.ts';
import { ConsentInput, ConsentView, readConsent, setConsent } from '../actions/set-consent.ts';
import { readLane } from '../sending/opening-lane.ts';
import { MessageView } from '../views.ts';
import { personParams, timelineQuery } from './shared.ts';

export const peopleRoutes = [
  defineRoute({
    method: 'GET',
    path: '/conversations/people/:personId/messages',
    summary: 'Read all that was said with a person',
    access: 'conversations:read',
    params: personParams,
    query: v.object({ ...pageQuery, ...timelineQuery }),
    answers: { 200: v.object({ messages: v.array(MessageView), next: NextCursor }) },
    handle: ({ ctx, params, query: { after, ...page } }) =>
      readPersonTimeline(ctx, params.personId ?? '', { ...page, afterSequence: after }),
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/people/:personId/reach',
    summary: 'Tell how the next message to a person will go',
    access: 'conversations:read',
    params: personParams,
    answers: { 200: ReachView },
    handle: ({ ctx, params }) => predictReach(ctx, params.personId ?? ''),
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/people/:personId/consent',
    summary: 'Read whether a person may be written to unasked',
    access: 'conversations:read',
    params: personParams,
    answers: { 200: ConsentView },
    handle: ({ ctx, params }) => readConsent(ctx, params.personId ?? ''),
  }),
  defineRoute({
    method: 'PUT',
    path: '/conversations/people/:personId/consent',
    summary: 'Write down that a person agreed to be written to, or no longer does',
    access: 'conversations:write',
    params: personParams,
    body: ConsentInput,
    example: { state: 'granted', evidence: 'Signed up at the stand on 20 November.' },
    answers: { 200: ConsentView },
    handle: ({ ctx, params, body }) => setConsent(ctx, params.personId ?? '', body),
  }),
  defineRoute({
    method: 'GET',
    path: '/conversations/openings',
    summary: 'Read the budget for opening direct messages',
    description:
      'Discord counts openings for the bot as a whole; only first messages wait for it, replies never do.',
    access: 'conversations:read',
    answers: {
      200: v.object({
        capacity: v.pipe(v.number(), v.description('Openings in ten minutes.')),
        openedInWindow: v.number(),
        pausedUntil: v.nullable(v.string()),
        eta: v.pipe(v.string(), v.description('When one that is asked for now would be made.')),
      }),
    },
    async handle({ ctx }) {
      await ctx.require('conversations:read');
      const { capacity, openedInWindow, pausedUntil, eta } = await readLane(ctx);
      return {
        capacity,
        openedInWindow,
        pausedUntil: pausedUntil?.toISOString() ?? null,
        eta: eta.toISOString(),
      };
    },
  }),
];
