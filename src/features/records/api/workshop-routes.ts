import * as v from 'valibot';
import { decodeCursor, encodeCursor, NextCursor, pageQuery } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { AddMachineInput, addMachine } from '../actions/add-machine.ts';
import { AddMaintainerInput, addMaintainer } from '../actions/add-maintainer.ts';
import { EditMachineInput, editMachine } from '../actions/edit-machine.ts';
import { ListMachinesInput, listMachines } from '../actions/list-machines.ts';
import { ListMaintainersInput, listMaintainers } from '../actions/list-maintainers.ts';
import { removeMaintainer } from '../actions/remove-maintainer.ts';
import { showCosts } from '../actions/show-costs.ts';
import { maintainerView } from '../find-maintainer.ts';
import { machineView } from '../machine-names.ts';
import { MachineView, MaintainerView } from '../workshop-signals.ts';
import { instant } from './record-schemas.ts';

const ListedMachine = v.object({ ...MachineView.entries, openRecords: v.number() });
const byName = v.pipe(ListMachinesInput.entries.words, v.description('A part of the name or of an alias.'));

/** `/machines`, `/maintainers` and `/costs`. */
export const workshopRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/machines',
    summary: 'List machines by name',
    access: 'records:read',
    query: v.object({
      q: byName,
      archived: v.pipe(ListMachinesInput.entries.archived, v.description('Whether archived ones come too.')),
      ...pageQuery,
    }),
    answers: { 200: v.object({ machines: v.array(ListedMachine), next: NextCursor }) },
    async handle({ ctx, query: { q, archived, limit, cursor } }) {
      const after = cursor && decodeCursor('machines', cursor, v.tuple([v.string()]))[0];
      const rows = await listMachines(ctx, { words: q, archived, limit, ...(after ? { after } : {}) });
      const last = rows.at(-1);
      return {
        machines: rows.map((row) => ({ ...machineView(row), openRecords: row.openRecords })),
        next: last && rows.length === limit ? encodeCursor('machines', [last.position]) : null,
      };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/machines',
    summary: 'Add a machine',
    access: 'records:manage',
    body: AddMachineInput,
    example: { name: 'Medieval Madness', aliases: ['MM'], location: 'Hall 2' },
    answers: { 201: MachineView },
    handle: async ({ ctx, body }) => machineView(await addMachine(ctx, body)),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/machines/:id',
    summary: 'Rename, move, archive or bring back a machine',
    access: 'records:manage',
    params: { id: 'Id, name or alias of the machine.' },
    body: v.omit(EditMachineInput, ['machine']),
    example: { location: 'Workshop' },
    answers: { 200: MachineView },
    handle: async ({ ctx, params, body }) =>
      machineView(await editMachine(ctx, { ...body, machine: params.id ?? '' })),
  }),
  defineRoute({
    method: 'GET',
    path: '/maintainers',
    summary: 'List the roster: proposed links first, then by name',
    access: 'records:read',
    query: v.object({
      q: v.pipe(ListMaintainersInput.entries.words, v.description('A part of the name.')),
      ...pageQuery,
    }),
    answers: { 200: v.object({ maintainers: v.array(MaintainerView), next: NextCursor }) },
    async handle({ ctx, query: { q, limit, cursor } }) {
      const at = cursor && decodeCursor('maintainers', cursor, maintainerPosition);
      const rows = await listMaintainers(ctx, {
        words: q,
        limit,
        ...(at ? { after: [at[0] === 1, at[1], at[2]] as [boolean, string, string] } : {}),
      });
      const last = rows.at(-1);
      return {
        maintainers: rows.map(maintainerView),
        next:
          last && rows.length === limit
            ? encodeCursor('maintainers', [last.proposedUserId === null ? 1 : 0, last.name, last.id])
            : null,
      };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/maintainers',
    summary: 'Put somebody on the roster',
    access: 'records:manage',
    body: AddMaintainerInput,
    example: { name: 'Sam Fixit', username: 'sam', discordUserId: null },
    answers: { 201: MaintainerView },
    handle: async ({ ctx, body }) => maintainerView(await addMaintainer(ctx, body)),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/maintainers/:id',
    summary: 'Take somebody off the roster',
    access: 'records:manage',
    params: { id: 'Id, username or name on the roster.' },
    answers: { 204: null },
    async handle({ ctx, params }) {
      await removeMaintainer(ctx, { maintainer: params.id ?? '' });
      return new Answer(204, undefined);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/costs',
    summary: 'What Claude has cost this month',
    description: 'In millionths of a US dollar.',
    access: 'records:manage',
    answers: {
      200: v.object({
        spentMicros: v.number(),
        budgetMicros: v.number(),
        requests: v.number(),
        since: instant,
        resetsAt: instant,
      }),
    },
    async handle({ ctx }) {
      const { spentMicros, budgetMicros, requests, since, resetsAt } = await showCosts(ctx);
      return { spentMicros, budgetMicros, requests, since, resetsAt };
    },
  }),
];

const maintainerPosition = v.tuple([v.picklist([0, 1]), v.string(), v.pipe(v.string(), v.uuid())]);
