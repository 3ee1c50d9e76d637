import * as v from 'valibot';
import { defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { NOTIFICATION_CHANNELS } from '../../core/notifications/kind.ts';
import { type ChoicesView, listChoices } from './actions/list-choices.ts';
import { listKinds } from './actions/list-kinds.ts';
import { Choices, setChoices } from './actions/set-choices.ts';

const Channel = v.picklist(NOTIFICATION_CHANNELS);

const Kind = v.object({
  kind: v.string(),
  title: v.string(),
  help: v.string(),
  audience: v.picklist(['owner', 'person', 'staff', 'admins', 'members']),
  critical: v.pipe(v.boolean(), v.description('Cannot be switched off.')),
  confidential: v.pipe(v.boolean(), v.description('Never told in a channel.')),
  server: v.pipe(v.picklist([...NOTIFICATION_CHANNELS, 'off']), v.description('What the server chose.')),
});

const Person = v.object({
  userId: v.string(),
  dmsClosedAt: v.pipe(
    v.nullable(v.string()),
    v.description('When direct messages were last found closed; then the channel is used for a week.'),
  ),
  kinds: v.array(
    v.object({
      ...Kind.entries,
      own: v.pipe(v.nullable(Channel), v.description('What the person chose; null: as the server has it.')),
      effective: v.pipe(Channel, v.description('Where they are told in the end.')),
    }),
  ),
});

const answer = ({ dmsClosedAt, ...view }: ChoicesView) => ({
  ...view,
  dmsClosedAt: dmsClosedAt?.toISOString() ?? null,
});

const path = '/notifications/people/:user';
const params = { user: 'Discord id of the person.' };

/** `/notifications`: kinds, and where people want to be told of them. */
export const notificationsApi = (): ApiRoutes => [
  defineRoute({
    method: 'GET',
    path: '/notifications/kinds',
    summary: 'What people can be told, and what the server chose',
    description: 'The server’s choices are the settings of the feature `notifications`.',
    access: 'notifications:read',
    answers: { 200: v.object({ kinds: v.array(Kind) }) },
    handle: async ({ ctx }) => ({ kinds: await listKinds(ctx) }),
  }),
  defineRoute({
    method: 'GET',
    path,
    params,
    summary: 'Where a person is told of what',
    access: 'notifications:manage',
    answers: { 200: Person },
    handle: async ({ ctx, params: { user = '' } }) => answer(await listChoices(ctx, user)),
  }),
  defineRoute({
    method: 'PATCH',
    path,
    params,
    summary: 'Change where a person is told',
    description: 'Kinds that are not named stay as they are; null goes back to what the server has.',
    access: 'notifications:manage',
    body: v.object({ choices: Choices }),
    example: { choices: { 'inbox.message': 'dm', 'inbox.assigned': null } },
    answers: { 200: Person },
    handle: async ({ ctx, params: { user = '' }, body }) =>
      answer(await setChoices(ctx, { userId: user, choices: body.choices })),
  }),
];
