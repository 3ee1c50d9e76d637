import * as v from 'valibot';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { deleteRule } from '../actions/delete-rule.ts';
import { listRules } from '../actions/list-rules.ts';
import { orderRules, RuleOrderInput } from '../actions/order-rules.ts';
import { PreviewInput, previewRoute } from '../actions/preview-route.ts';
import { saveRule } from '../actions/save-rule.ts';
import { RULE_PRIORITIES } from '../routing/match-rule.ts';
import { RuleInput } from '../schemas.ts';
import { RouteReasonView, RuleView, ruleView } from '../views.ts';

const params = { id: 'Id of the rule.' };
const noRule = { 404: 'There is no such rule, or no such person in this server.' };
const Rules = v.object({ rules: v.array(RuleView) });
const example = {
  name: 'Prices',
  match: { kind: 'keyword' as const, words: ['price', 'how much'] },
  tags: ['sales'],
};

/** Who gets which new conversations. */
export const ruleRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/inbox/rules',
    summary: 'List routing rules in the order in which they are looked at',
    access: 'inbox:read',
    answers: { 200: Rules },
    handle: async ({ ctx }) => ({ rules: (await listRules(ctx)).map(ruleView) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/rules',
    summary: 'Make a routing rule',
    access: 'inbox:manage',
    body: RuleInput,
    example,
    answers: { 201: RuleView },
    errors: { 404: 'There is no such person in this server.', 429: 'There are as many as there can be.' },
    handle: async ({ ctx, body }) => new Answer(201, ruleView(await saveRule(ctx, body))),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/rules/preview',
    summary: 'Tell where a message would go just now, and why',
    description: 'Nothing is written down or sent.',
    access: 'inbox:read',
    body: PreviewInput,
    example: { text: 'What is the price?' },
    answers: {
      200: v.object({
        route: RouteReasonView,
        tags: v.array(v.string()),
        priority: v.nullable(v.picklist(RULE_PRIORITIES)),
        held: v.pipe(
          v.nullable(v.string()),
          v.description('`blocked`, `age` or `lockdown` when it would not come to the desk at all.'),
        ),
        ruleIds: v.pipe(v.array(v.string()), v.description('Rules that fit, in their order.')),
      }),
    },
    async handle({ ctx, body }) {
      const { reason, ...rest } = await previewRoute(ctx, body);
      return { ...rest, route: reason };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/inbox/rules/order',
    summary: 'Put all routing rules into an order',
    access: 'inbox:manage',
    body: RuleOrderInput,
    example: { ids: ['01900000-0000-7000-8000-000000000000'] },
    answers: { 200: Rules },
    errors: { 409: 'These are not all rules that there are.' },
    handle: async ({ ctx, body }) => ({ rules: (await orderRules(ctx, body)).map(ruleView) }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/inbox/rules/:id',
    summary: 'Change a routing rule',
    description: 'What is not named goes back to its default; the position stays.',
    access: 'inbox:manage',
    params,
    body: RuleInput,
    example,
    answers: { 200: RuleView },
    errors: noRule,
    handle: async ({ ctx, params, body }) => ruleView(await saveRule(ctx, body, params.id ?? '')),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/inbox/rules/:id',
    summary: 'Delete a routing rule',
    access: 'inbox:manage',
    params,
    answers: { 204: null },
    errors: noRule,
    handle: ({ ctx, params }) => deleteRule(ctx, params.id ?? ''),
  }),
];
