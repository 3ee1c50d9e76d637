import * as v from 'valibot';
import { nameMembers } from '../../../../core/accounts/member-names.ts';
import { type ApiRoute, defineRoute } from '../../../../core/http/route.ts';
import { BlockInput, type BlockRow, blockMember, listBlocks, unblockMember } from './block-member.ts';

const BlockView = v.object({
  personId: v.string(),
  personName: v.string(),
  reason: v.string(),
  until: v.nullable(v.string()),
  blockedByName: v.string(),
  createdAt: v.string(),
});
const blockView = (row: BlockRow): v.InferOutput<typeof BlockView> => ({
  personId: row.personId,
  personName: row.personName,
  reason: row.reason,
  until: row.until?.toISOString() ?? null,
  blockedByName: row.blockedByName,
  createdAt: row.createdAt.toISOString(),
});
const params = { personId: 'Discord id of the person.' };

/** Members who may open no tickets. */
export const blockRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/tickets/blocks',
    summary: 'List members who may open no tickets',
    access: 'tickets:read',
    answers: { 200: v.object({ blocks: v.array(BlockView) }) },
    handle: async ({ ctx }) => ({ blocks: (await listBlocks(ctx)).map(blockView) }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/tickets/blocks/:personId',
    summary: 'Let a member open no more tickets',
    access: 'tickets:write',
    params,
    body: BlockInput,
    example: { reason: 'Opened thirty tickets in a row.' },
    answers: { 200: BlockView },
    async handle({ ctx, params, body }) {
      const id = params.personId ?? '';
      // Also people who are not in the server: they might come back.
      const name = (await nameMembers(ctx, [id])).get(id) ?? id;
      return blockView(await blockMember(ctx, { id, name }, body));
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tickets/blocks/:personId',
    summary: 'Let a blocked member open tickets again',
    access: 'tickets:write',
    params,
    answers: { 204: null },
    errors: { 404: 'That person is not blocked.' },
    handle: ({ ctx, params }) => unblockMember(ctx, params.personId ?? ''),
  }),
];
