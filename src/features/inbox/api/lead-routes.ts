import * as v from 'valibot';
import { decodeCursor, encodeCursor, NextCursor, pageQuery } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { BlockLeadInput, blockLead, unblockLead } from '../actions/block-lead.ts';
import { EditLeadInput, editLead } from '../actions/edit-lead.ts';
import { ListLeadsInput, listLeads } from '../actions/list-leads.ts';
import { NoteInput, noteLead } from '../actions/note-lead.ts';
import { listHeld, releaseHeld } from '../actions/release-held.ts';
import { showLead } from '../actions/show-lead.ts';
import { HeldView, heldView, LeadView, leadView, NoteView, noteView } from '../views.ts';

const params = { id: 'Id of the lead, or the Discord id of the person.' };
const unknown = { 404: 'There is no such lead.' };
const changing = { ...unknown, 409: 'Its state does not allow that, or somebody changed it meanwhile.' };
const HeldPosition = v.tuple([
  v.pipe(v.string(), v.isoTimestamp()),
  v.pipe(v.string(), v.regex(/^\d{15,20}$/)),
]);

/** The people behind the conversations. */
export const leadRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'GET',
    path: '/inbox/leads',
    summary: 'List leads, the last contact first',
    access: 'inbox:read',
    query: ListLeadsInput,
    answers: { 200: v.object({ leads: v.array(LeadView), next: NextCursor }) },
    async handle({ ctx, query }) {
      const { leads, next } = await listLeads(ctx, query);
      return { leads: leads.map(leadView), next };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/inbox/leads/:id',
    summary: 'Read a lead with its notes',
    access: 'inbox:read',
    params,
    answers: { 200: v.object({ ...LeadView.entries, notes: v.array(NoteView) }) },
    errors: unknown,
    async handle({ ctx, params }) {
      const { lead, notes } = await showLead(ctx, params.id ?? '');
      return { ...leadView(lead), notes: notes.map(noteView) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/inbox/leads/:id',
    summary: 'Change status, tags or owner of a lead',
    access: 'inbox:write',
    params,
    body: EditLeadInput,
    example: { status: 'qualified' },
    answers: { 200: LeadView },
    errors: changing,
    handle: async ({ ctx, params, body }) => leadView(await editLead(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/leads/:id/notes',
    summary: 'Note something about a lead, for the team only',
    access: 'inbox:write',
    params,
    body: NoteInput,
    example: { body: 'Prefers to be called in the afternoon.' },
    answers: { 201: NoteView },
    errors: unknown,
    handle: async ({ ctx, params, body }) =>
      new Answer(201, noteView(await noteLead(ctx, params.id ?? '', body))),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/leads/:id/block',
    summary: 'Keep a person’s messages from the desk',
    access: 'inbox:write',
    params,
    body: BlockLeadInput,
    bodyOptional: true,
    example: { reason: 'Advertises.' },
    answers: { 200: LeadView },
    errors: changing,
    handle: async ({ ctx, params, body }) => leadView(await blockLead(ctx, params.id ?? '', body)),
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/leads/:id/unblock',
    summary: 'Let a person’s messages come to the desk again',
    access: 'inbox:write',
    params,
    answers: { 200: LeadView },
    errors: changing,
    handle: async ({ ctx, params }) => leadView(await unblockLead(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'GET',
    path: '/inbox/held',
    summary: 'List messages that were held back, newest first',
    access: 'inbox:read',
    query: v.object(pageQuery),
    answers: { 200: v.object({ messages: v.array(HeldView), next: NextCursor }) },
    async handle({ ctx, query: { limit, cursor } }) {
      const at = cursor ? decodeCursor('held', cursor, HeldPosition) : undefined;
      const rows = await listHeld(ctx, {
        limit: limit + 1,
        ...(at ? { before: { at: new Date(at[0]), id: at[1] } } : {}),
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next =
        rows.length > limit && last
          ? encodeCursor('held', [last.receivedAt.toISOString(), last.messageId])
          : null;
      return { messages: page.map(heldView), next };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/inbox/held/:messageId/release',
    summary: 'Let a message that was held back come to the desk',
    access: 'inbox:write',
    params: { messageId: 'Discord’s id of the message.' },
    answers: { 204: null },
    errors: { 404: 'There is no such message.', 409: 'It is not held back any more.' },
    handle: ({ ctx, params }) => releaseHeld(ctx, params.messageId ?? ''),
  }),
];
