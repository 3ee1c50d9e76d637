import * as v from 'valibot';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { CannedInput, CannedView, cannedView, PLACEHOLDERS } from '../../conversations/public.ts';
import { deleteCannedReply } from '../actions/delete-canned-reply.ts';
import { deleteView } from '../actions/delete-view.ts';
import { listCannedReplies } from '../actions/list-canned-replies.ts';
import { listViews } from '../actions/list-views.ts';
import { saveCannedReply } from '../actions/save-canned-reply.ts';
import { saveView } from '../actions/save-view.ts';
import { listAgents, removeAgent, setAgent } from '../actions/set-agent.ts';
import { AgentInput, ViewInput } from '../schemas.ts';
import { AgentView, agentView, SavedView, savedView } from '../views.ts';

const userParams = { userId: 'Discord id of the person.' };
const cannedParams = { id: 'Id of the canned reply, or its name.' };
const viewParams = { id: 'Id of the saved view.' };
const noCanned = { 404: 'There is no such canned reply.', 409: 'There is one of this name already.' };
const full = { 429: 'There are as many as there can be.' };
const cannedExample = { name: 'Opening hours', body: 'Hi {name}, we are here from 9 to 18. {agent}' };
/** Who works at the desk and with what. */
export const deskRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/inbox/agents',
    summary: 'List who takes conversations',
    access: 'inbox:read',
    answers: { 200: v.object({ agents: v.array(AgentView) }) },
    handle: async ({ ctx }) => ({
      agents: (await listAgents(ctx)).map(({ agent, load }) => agentView(agent, load)),
    }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/inbox/agents/:userId',
    summary: 'Say whether somebody takes new conversations, and how many',
    access: 'inbox:manage',
    params: userParams,
    body: AgentInput,
    example: { isOn: true, capacity: 10 },
    answers: { 200: AgentView },
    errors: { 404: 'There is no such person in this server.' },
    async handle({ ctx, params, body }) {
      const { agent, load } = await setAgent(ctx, params.userId ?? '', body);
      return agentView(agent, load);
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/inbox/agents/:userId',
    summary: 'Take somebody off the list of agents',
    access: 'inbox:manage',
    params: userParams,
    answers: { 204: null },
    errors: { 404: 'There is no such agent.' },
    handle: ({ ctx, params }) => removeAgent(ctx, params.userId ?? ''),
  }),
  defineRoute({
    method: 'GET',
    path: '/inbox/canned-replies',
    summary: 'List canned replies by name',
    access: 'inbox:read',
    query: v.object({
      q: v.optional(v.pipe(v.string(), v.maxLength(100), v.description('A part of the name or the text.'))),
    }),
    answers: { 200: v.object({ cannedReplies: v.array(CannedView) }) },
    handle: async ({ ctx, query }) => ({
      cannedReplies: (await listCannedReplies(ctx, { words: query.q ?? '' })).map(cannedView),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/canned-replies',
    summary: 'Keep a text for use again',
    description: `Known placeholders: ${Object.keys(PLACEHOLDERS)
      .map((name) => `{${name}}`)
      .join(', ')}.`,
    access: 'inbox:write',
    body: CannedInput,
    example: cannedExample,
    answers: { 201: CannedView },
    errors: { 409: 'There is one of this name already.', ...full },
    handle: async ({ ctx, body }) => new Answer(201, cannedView(await saveCannedReply(ctx, body))),
  }),
  defineRoute({
    method: 'PUT',
    path: '/inbox/canned-replies/:id',
    summary: 'Change a canned reply',
    access: 'inbox:write',
    params: cannedParams,
    body: CannedInput,
    example: cannedExample,
    answers: { 200: CannedView },
    errors: noCanned,
    handle: async ({ ctx, params, body }) => cannedView(await saveCannedReply(ctx, body, params.id ?? '')),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/inbox/canned-replies/:id',
    summary: 'Delete a canned reply',
    access: 'inbox:write',
    params: cannedParams,
    answers: { 204: null },
    errors: noCanned,
    handle: ({ ctx, params }) => deleteCannedReply(ctx, params.id ?? ''),
  }),
  defineRoute({
    method: 'GET',
    path: '/inbox/views',
    summary: 'List saved views: the shared ones and one’s own',
    access: 'inbox:read',
    answers: { 200: v.object({ views: v.array(SavedView) }) },
    handle: async ({ ctx }) => ({ views: (await listViews(ctx)).map(savedView) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/views',
    summary: 'Save a filter under a name',
    access: 'inbox:write',
    body: ViewInput,
    example: { name: 'Mine, unread', filter: { assignee: 'me', unread: true } },
    answers: { 201: SavedView },
    errors: full,
    handle: async ({ ctx, body }) => new Answer(201, savedView(await saveView(ctx, body))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/inbox/views/:id',
    summary: 'Delete a saved view',
    access: 'inbox:write',
    params: viewParams,
    answers: { 204: null },
    errors: { 404: 'There is no such saved view.' },
    handle: ({ ctx, params }) => deleteView(ctx, params.id ?? ''),
  }),
];
