import * as v from 'valibot';
import { decodeCursor, encodeCursor, NextCursor, pageQuery } from '../../core/http/cursor.ts';
import { Answer, defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { CreateRuleInput, createRule } from './actions/create-rule.ts';
import { deleteRule } from './actions/delete-rule.ts';
import { ListGrantsInput, listGrants } from './actions/list-grants.ts';
import { listRules, listStandings } from './actions/list-rules.ts';
import { listChangesOf, listRuns, showRun } from './actions/list-runs.ts';
import { permissionsByRole, SetPermissionsInput, setPermissions } from './actions/set-permissions.ts';
import { SyncRolesInput, syncRoles } from './actions/sync-roles.ts';
import { undoRun } from './actions/undo-run.ts';
import { RuleChange, updateRule } from './actions/update-rule.ts';
import {
  ChangeSchema,
  GrantSchema,
  PermissionRuleSchema,
  PlanSchema,
  RuleSchema,
  RunSchema,
  StandingSchema,
  UserId,
} from './schemas.ts';

const ofRule = { rule: 'Id of the rule.' };
const ofRun = { run: 'Id of the run.' };
const noRule = { 404: 'There is no such rule.' };
const noRun = { 404: 'There is no such run.' };
const GrantPosition = v.tuple([v.pipe(v.string(), v.isoTimestamp()), UserId, v.string()]);
const ChangePosition = v.tuple([v.pipe(v.string(), v.uuid())]);
const { userId, state } = ListGrantsInput.entries;

/** `/roles`: Discord roles that follow what members are, and what Discord roles may do here. */
export const rolesApi = (): ApiRoutes => [
  defineRoute({
    method: 'POST',
    path: '/admin/discord/sync-roles',
    summary: 'Give and take the roles that are due, or only look',
    description:
      'Compares everybody’s roles with their standing. Answers with the differences; unless it is a dry run they are then applied, one call to Discord each.',
    access: 'roles:sync',
    body: SyncRolesInput,
    bodyOptional: true,
    example: { dryRun: true },
    answers: { 200: PlanSchema },
    errors: { 409: 'The plan is not the one expected.' },
    handle: ({ ctx, body }) => syncRoles(ctx, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/standings',
    summary: 'List what rules can be made about',
    access: 'roles:read',
    answers: { 200: v.object({ standings: v.array(StandingSchema) }) },
    handle: async ({ ctx }) => ({ standings: await listStandings(ctx) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/rules',
    summary: 'List the rules for roles',
    access: 'roles:read',
    answers: { 200: v.object({ rules: v.array(RuleSchema) }) },
    handle: async ({ ctx }) => ({ rules: await listRules(ctx) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/roles/rules',
    summary: 'Make a rule: who has the standing gets the role',
    access: 'roles:manage',
    body: CreateRuleInput,
    example: { standing: 'accounts.linked', roleId: '1100000000000000031', reason: 'Customers' },
    answers: { 201: RuleSchema },
    async handle({ ctx, body }) {
      const rule = await createRule(ctx, body);
      const location = `/api/v1/guilds/${ctx.guildId}/roles/rules`;
      return new Answer(201, rule, { location });
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/roles/rules/:rule',
    summary: 'Change, pause or resume a rule',
    access: 'roles:manage',
    params: ofRule,
    body: RuleChange,
    example: { state: 'paused' },
    answers: { 200: RuleSchema },
    errors: { ...noRule, 409: 'Its state does not allow that.' },
    handle: ({ ctx, params, body }) => updateRule(ctx, { rule: params.rule ?? '', ...body }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/roles/rules/:rule',
    summary: 'Delete a rule, with or without the roles that it gave',
    access: 'roles:manage',
    params: ofRule,
    query: v.object({
      take: v.optional(
        v.pipe(v.boolean(), v.description('Take the roles away that it gave; else people keep them.')),
      ),
    }),
    answers: { 200: v.object({ rule: RuleSchema, taking: v.number() }) },
    errors: noRule,
    handle: ({ ctx, params, query }) =>
      deleteRule(ctx, { rule: params.rule ?? '', take: query.take ?? false }),
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/grants',
    summary: 'List whose roles are looked after by rules',
    access: 'roles:read',
    query: v.object({ userId, state, ...pageQuery }),
    answers: { 200: v.object({ grants: v.array(GrantSchema), next: NextCursor }) },
    async handle({ ctx, query: { cursor, ...filters } }) {
      const position = cursor ? decodeCursor('role-grants', cursor, GrantPosition) : undefined;
      const { grants, next } = await listGrants(ctx, {
        ...filters,
        ...(position ? { after: { since: position[0], userId: position[1], roleId: position[2] } } : {}),
      });
      return {
        grants,
        next: next && encodeCursor('role-grants', [next.since, next.userId, next.roleId]),
      };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/people/:user/changes',
    summary: 'List what rules gave to somebody and took from them',
    access: 'roles:read',
    params: { user: 'Discord id of the person.' },
    query: v.object(pageQuery),
    answers: { 200: v.object({ changes: v.array(ChangeSchema), next: NextCursor }) },
    async handle({ ctx, params, query: { cursor, limit } }) {
      const position = cursor ? decodeCursor('role-changes', cursor, ChangePosition) : undefined;
      const found = await listChangesOf(ctx, params.user ?? '', {
        limit: limit + 1,
        before: position?.[0],
      });
      const changes = found.slice(0, limit);
      const last = found.length > limit ? changes.at(-1) : undefined;
      return { changes, next: last ? encodeCursor('role-changes', [last.id]) : null };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/runs',
    summary: 'List when plans were put into effect, newest first',
    access: 'roles:read',
    answers: { 200: v.object({ runs: v.array(RunSchema) }) },
    handle: async ({ ctx }) => ({ runs: await listRuns(ctx) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/runs/:run',
    summary: 'Read one run with its changes',
    access: 'roles:read',
    params: ofRun,
    answers: {
      200: v.object({
        run: RunSchema,
        changes: v.pipe(v.array(ChangeSchema), v.description('The first 200, those before that failed.')),
        more: v.pipe(v.number(), v.description('Changes that are not shown.')),
      }),
    },
    errors: noRun,
    handle: ({ ctx, params }) => showRun(ctx, params.run ?? ''),
  }),
  defineRoute({
    method: 'POST',
    path: '/roles/runs/:run/undo',
    summary: 'Take back what the last plan did, and pause its rules',
    access: 'roles:sync',
    params: ofRun,
    answers: { 202: RunSchema },
    errors: { ...noRun, 409: 'It is not the last one, is not done, or changed nothing.' },
    handle: async ({ ctx, params }) => new Answer(202, await undoRun(ctx, params.run ?? '')),
  }),
  defineRoute({
    method: 'GET',
    path: '/roles/permissions',
    summary: 'List what Discord roles may do here',
    access: 'roles:manage',
    answers: { 200: v.object({ roles: v.array(PermissionRuleSchema) }) },
    handle: async ({ ctx }) => ({
      roles: [...(await permissionsByRole(ctx))].map(([roleId, permissions]) => ({ roleId, permissions })),
    }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/roles/permissions',
    summary: 'Say what people with a Discord role may do here',
    description:
      'All that the role gives: what is not named is taken away. Only what staff may do can be given. With `dryRun` it only lists the changes.',
    access: 'roles:manage',
    body: SetPermissionsInput,
    example: { roleId: '1100000000000000031', permissions: ['records:write'], dryRun: true },
    answers: {
      200: v.object({
        roleId: v.string(),
        roleName: v.string(),
        added: v.array(v.string()),
        removed: v.array(v.string()),
        members: v.nullable(v.number()),
        applied: v.boolean(),
      }),
    },
    handle: ({ ctx, body }) => setPermissions(ctx, body),
  }),
];
