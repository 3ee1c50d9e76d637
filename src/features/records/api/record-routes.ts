import * as v from 'valibot';
import { decodeCursor, encodeCursor, NextCursor, pageQuery } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { AssignRecordInput, assignRecord } from '../actions/assign-record.ts';
import { CloseRecordInput, closeRecord } from '../actions/close-record.ts';
import { CommentRecordInput, commentRecord } from '../actions/comment-record.ts';
import { CreateRecordInput, createRecord } from '../actions/create-record.ts';
import { EditRecordInput, editRecord } from '../actions/edit-record.ts';
import { ListRecordsInput, listRecords } from '../actions/list-records.ts';
import { ReopenRecordInput, reopenRecord } from '../actions/reopen-record.ts';
import { type RecordComment, type RecordDetails, showRecord } from '../actions/show-record.ts';
import { viewOf } from '../find-record.ts';
import { recordView } from '../record-view.ts';
import { RecordView } from '../signals.ts';
import { CommentView, RecordDetailsView } from './record-schemas.ts';

const params = { id: 'Id of the record, its number, or words that only its title has.' };
const filters = ListRecordsInput.entries;

/** `/records`: the whole life of a record. */
export const recordRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'POST',
    path: '/records',
    summary: 'Create a record',
    access: 'records:write',
    body: v.omit(CreateRecordInput, ['originKey']),
    example: {
      kind: 'problem',
      title: 'Left flipper stays up',
      fields: { details: 'Sticks after a few minutes of play.', priority: 'high' },
    },
    answers: { 200: RecordView, 201: RecordView },
    errors: { 404: 'There is no such machine or parent record.' },
    repeatable: true,
    async handle({ ctx, body, originKey }) {
      const made = await createRecord(ctx, { ...body, originKey });
      const location = `/api/v1/guilds/${ctx.guildId}/records/${made.row.id}`;
      return new Answer(made.created ? 201 : 200, viewOf(made), { location });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/records',
    summary: 'List records, newest first',
    access: 'records:read',
    query: v.object({
      kind: filters.kind,
      status: filters.status,
      machineId: filters.machineId,
      assigneeId: filters.assigneeId,
      q: v.pipe(
        filters.words,
        v.description(
          'Beginnings of words in title or fields, parts of the machine’s name, or a number like #12; all have to fit.',
        ),
      ),
      ...pageQuery,
    }),
    answers: { 200: v.object({ records: v.array(RecordView), next: NextCursor }) },
    async handle({ ctx, query: { q, cursor, ...query } }) {
      const before = cursor && decodeCursor('records', cursor, position)[0];
      const page = await listRecords(ctx, { ...query, words: q, ...(before ? { before } : {}) });
      const last = page.records.at(-1);
      return {
        records: page.records.map(viewOf),
        next: page.older && last ? encodeCursor('records', [last.row.number]) : null,
      };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/records/:id',
    summary: 'Read a record with its comments, sources and files',
    access: 'records:read',
    params,
    answers: { 200: RecordDetailsView },
    handle: async ({ ctx, params }) => detailsView(await showRecord(ctx, params.id ?? '')),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/records/:id',
    summary: 'Change a record',
    description: 'Changes what is given and leaves the rest. An empty text takes a field away.',
    access: 'records:write',
    params,
    body: v.omit(EditRecordInput, ['record']),
    example: { title: 'Left flipper stays up after warm-up', fields: { priority: 'normal' } },
    answers: { 200: RecordView },
    handle: async ({ ctx, params, body }) =>
      viewOf(await editRecord(ctx, { ...body, record: params.id ?? '' })),
  }),
  defineRoute({
    method: 'POST',
    path: '/records/:id/close',
    summary: 'Close a record',
    access: 'records:write',
    params,
    body: v.omit(CloseRecordInput, ['record']),
    bodyOptional: true,
    example: { reason: 'Replaced the coil stop.' },
    answers: { 200: RecordView },
    handle: async ({ ctx, params, body }) =>
      viewOf(await closeRecord(ctx, { ...body, record: params.id ?? '' })),
  }),
  defineRoute({
    method: 'POST',
    path: '/records/:id/reopen',
    summary: 'Open a closed record again',
    access: 'records:write',
    params,
    body: v.omit(ReopenRecordInput, ['record']),
    bodyOptional: true,
    example: { reason: 'It sticks again.' },
    answers: { 200: RecordView },
    handle: async ({ ctx, params, body }) =>
      viewOf(await reopenRecord(ctx, { ...body, record: params.id ?? '' })),
  }),
  defineRoute({
    method: 'POST',
    path: '/records/:id/comments',
    summary: 'Comment on a record',
    access: 'records:write',
    params,
    body: v.omit(CommentRecordInput, ['record', 'originKey']),
    example: { body: 'The part has arrived.' },
    answers: { 200: CommentView, 201: CommentView },
    repeatable: true,
    async handle({ ctx, params, body, originKey }) {
      const input = { ...body, record: params.id ?? '', originKey };
      const { comment, created } = await commentRecord(ctx, input);
      return new Answer(created ? 201 : 200, commentView(comment));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/records/:id/assign',
    summary: 'Give a record to somebody, or to nobody',
    access: 'records:write',
    params,
    body: v.omit(AssignRecordInput, ['record']),
    example: { assigneeId: '1000000000000000011' },
    answers: { 200: RecordView },
    handle: async ({ ctx, params, body }) =>
      viewOf(await assignRecord(ctx, { ...body, record: params.id ?? '' })),
  }),
];

const position = v.tuple([v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2_147_483_647))]);

const commentView = (comment: RecordComment) => ({
  id: comment.id,
  body: comment.body,
  author: comment.author,
  authorName: comment.authorName,
  createdAt: comment.createdAt.toISOString(),
});

const detailsView = (details: RecordDetails): v.InferOutput<typeof RecordDetailsView> => ({
  ...viewOf(details),
  comments: details.comments.map(commentView),
  sources: details.sources.map((source) => ({
    channelId: source.channelId,
    messageId: source.messageId,
    authorId: source.authorId,
    authorName: source.authorName,
    excerpt: source.excerpt,
    contentHash: source.contentHash,
    postedAt: source.postedAt.toISOString(),
  })),
  attachments: details.attachments.map((file) => ({
    id: file.id,
    filename: file.filename,
    contentType: file.contentType,
    size: file.size,
    state: file.state,
    sha256: file.sha256,
    lostReason: file.lostReason,
  })),
  parent: details.parent && recordView(details.parent, null),
  children: details.children.map((row) => recordView(row, null)),
});
