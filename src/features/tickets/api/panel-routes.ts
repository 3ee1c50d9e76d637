import * as v from 'valibot';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { changeCategory, createCategory, listCategories } from '../actions/change-category.ts';
import { changePanel, createPanel, deletePanel, listPanels, repostPanel } from '../actions/change-panel.ts';
import { CategoryChange, CategoryInput, PanelChange, PanelInput } from '../schemas.ts';
import { CategoryView, categoryView, PanelView, panelView } from '../views.ts';

const params = { categoryId: 'Id of the category, or its name.' };
const panelParams = { panelId: 'Id of the panel.' };
const noCategory = { 404: 'There is no such category, or no such channel in this server.' };
const noPanel = { 404: 'There is no such panel, or no such channel in this server.' };
const someId = '01900000-0000-7000-8000-000000000001';

export const panelRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/categories',
    summary: 'List the categories of tickets',
    access: 'tickets:read',
    query: v.object({
      archived: v.optional(
        v.pipe(v.boolean(), v.description('Also those that take no more tickets.')),
        false,
      ),
    }),
    answers: { 200: v.object({ categories: v.array(CategoryView) }) },
    handle: async ({ ctx, query }) => ({ categories: (await listCategories(ctx, query)).map(categoryView) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/categories',
    summary: 'Make a category with its form',
    access: 'tickets:manage',
    body: CategoryInput,
    example: {
      name: 'Billing',
      emoji: '🧾',
      description: 'Invoices and payments',
      form: [{ id: 'invoice', label: 'Number of the invoice', style: 'short', required: true }],
    },
    answers: { 201: CategoryView },
    errors: { ...noCategory, 409: 'The name is taken.' },
    handle: async ({ ctx, body }) => new Answer(201, categoryView(await createCategory(ctx, body))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/tickets/categories/:categoryId',
    summary: 'Change, order or archive a category',
    access: 'tickets:manage',
    params,
    body: CategoryChange,
    example: { description: 'Invoices, payments and refunds' },
    answers: { 200: CategoryView },
    errors: { ...noCategory, 409: 'The name is taken, or somebody changed it meanwhile.' },
    handle: async ({ ctx, params, body }) =>
      categoryView(await changeCategory(ctx, params.categoryId ?? '', body)),
  }),
  defineRoute({
    method: 'GET',
    path: '/tickets/panels',
    summary: 'List the panels from which members open tickets',
    access: 'tickets:read',
    answers: { 200: v.object({ panels: v.array(PanelView) }) },
    handle: async ({ ctx }) => ({ panels: (await listPanels(ctx)).map(panelView) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/panels',
    summary: 'Post a panel',
    access: 'tickets:manage',
    body: PanelInput,
    example: { channelId: '1000000000000000011', title: 'How can we help?', categoryIds: [someId] },
    answers: { 201: PanelView },
    errors: noPanel,
    handle: async ({ ctx, body }) => new Answer(201, panelView(await createPanel(ctx, body))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/tickets/panels/:panelId',
    summary: 'Change a panel, in Discord too',
    access: 'tickets:manage',
    params: panelParams,
    body: PanelChange,
    example: { title: 'What can we do for you?' },
    answers: { 200: PanelView },
    errors: { ...noPanel, 409: 'Somebody changed it meanwhile.' },
    handle: async ({ ctx, params, body }) => panelView(await changePanel(ctx, params.panelId ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/tickets/panels/:panelId/post',
    summary: 'Post a panel again where it is missing',
    access: 'tickets:manage',
    params: panelParams,
    answers: { 202: PanelView },
    errors: noPanel,
    handle: async ({ ctx, params }) =>
      new Answer(202, panelView(await repostPanel(ctx, params.panelId ?? ''))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/panels/:panelId',
    summary: 'Remove a panel, in Discord too',
    access: 'tickets:manage',
    params: panelParams,
    answers: { 204: null },
    errors: noPanel,
    handle: ({ ctx, params }) => deletePanel(ctx, params.panelId ?? ''),
  }),
];
