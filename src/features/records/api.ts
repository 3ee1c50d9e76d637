import { type Context, Hono } from 'hono';
import { InputError } from '../../core/errors.ts';
import { readJson } from '../../core/http/read-json.ts';
import type { ApiRoutes, GuildVariables } from '../../core/http/routes.ts';
import { type AddMachineInput, addMachine } from './actions/add-machine.ts';
import { type AssignRecordInput, assignRecord } from './actions/assign-record.ts';
import { type CloseRecordInput, closeRecord } from './actions/close-record.ts';
import { type CommentRecordInput, commentRecord } from './actions/comment-record.ts';
import { type CreateRecordInput, createRecord } from './actions/create-record.ts';
import { type EditMachineInput, editMachine } from './actions/edit-machine.ts';
import { type EditRecordInput, editRecord } from './actions/edit-record.ts';
import { listMachines } from './actions/list-machines.ts';
import { type ListRecordsInput, listRecords } from './actions/list-records.ts';
import { type ReopenRecordInput, reopenRecord } from './actions/reopen-record.ts';
import { showCosts } from './actions/show-costs.ts';
import { type RecordComment, type RecordDetails, showRecord } from './actions/show-record.ts';
import { viewOf } from './find-record.ts';
import { machineView } from './machine-names.ts';
import { recordView } from './record-view.ts';

type Guild = Context<GuildVariables>;

/** Records and machines under `/api/v1/guilds/:guildId`. Each route parses, calls one action and shows what came out. */
export function recordsApi(): ApiRoutes {
  const api: ApiRoutes = new Hono<GuildVariables>();

  api.post('/records', async (c) => {
    const ctx = c.get('ctx');
    const body = await readJson<CreateRecordInput>(c);
    const made = await createRecord(ctx, { ...body, originKey: originKey(c) });
    c.header('location', `/api/v1/guilds/${ctx.guildId}/records/${made.row.id}`);
    return c.json(viewOf(made), made.created ? 201 : 200);
  });

  api.get('/records', async (c) => {
    const page = await listRecords(c.get('ctx'), readFilters(c));
    const last = page.records.at(-1);
    return c.json({
      records: page.records.map(viewOf),
      next: page.older && last ? String(last.row.number) : null,
    });
  });

  api.get('/records/:id', async (c) => c.json(detailsView(await showRecord(c.get('ctx'), reference(c)))));

  api.patch('/records/:id', async (c) => {
    const body = await readJson<EditRecordInput>(c);
    return c.json(viewOf(await editRecord(c.get('ctx'), { ...body, record: reference(c) })));
  });

  api.post('/records/:id/close', async (c) => {
    const { reason } = await readJson<CloseRecordInput>(c, { optional: true });
    return c.json(viewOf(await closeRecord(c.get('ctx'), { record: reference(c), reason })));
  });

  api.post('/records/:id/reopen', async (c) => {
    const { reason } = await readJson<ReopenRecordInput>(c, { optional: true });
    return c.json(viewOf(await reopenRecord(c.get('ctx'), { record: reference(c), reason })));
  });

  api.post('/records/:id/comments', async (c) => {
    const { body } = await readJson<CommentRecordInput>(c);
    const input = { record: reference(c), body, originKey: originKey(c) };
    const { comment, created } = await commentRecord(c.get('ctx'), input);
    return c.json(commentView(comment), created ? 201 : 200);
  });

  api.post('/records/:id/assign', async (c) => {
    const { assigneeId } = await readJson<AssignRecordInput>(c);
    return c.json(viewOf(await assignRecord(c.get('ctx'), { record: reference(c), assigneeId })));
  });

  api.get('/machines', async (c) => {
    const limit = number(c, 'limit') ?? 100;
    const after = c.req.query('cursor');
    const rows = await listMachines(c.get('ctx'), {
      words: c.req.query('q') ?? '',
      archived: c.req.query('archived') === 'true',
      limit,
      ...(after === undefined ? {} : { after }),
    });
    return c.json({
      machines: rows.map((row) => ({ ...machineView(row), openRecords: row.openRecords })),
      next: rows.length === limit ? (rows.at(-1)?.name.toLowerCase() ?? null) : null,
    });
  });

  api.post('/machines', async (c) => {
    const made = await addMachine(c.get('ctx'), await readJson<AddMachineInput>(c));
    return c.json(machineView(made), 201);
  });

  api.patch('/machines/:id', async (c) => {
    const body = await readJson<EditMachineInput>(c);
    return c.json(machineView(await editMachine(c.get('ctx'), { ...body, machine: reference(c) })));
  });

  api.get('/costs', async (c) => {
    const { spentMicros, budgetMicros, requests, since, resetsAt } = await showCosts(c.get('ctx'));
    return c.json({ spentMicros, budgetMicros, requests, since, resetsAt });
  });

  return api;
}

const reference = (c: Guild): string => c.req.param('id') ?? '';

/** Bound to the key, so that two programs can't get at each other's results by the same word. */
function originKey(c: Guild): string | null {
  const given = c.req.header('idempotency-key');
  if (given === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(given)) {
    throw new InputError('Idempotency-Key: 1 to 255 visible ASCII characters, best a UUID.');
  }
  const { actor } = c.get('ctx');
  return `api:${actor.kind === 'key' ? actor.id : actor.kind}:${given}`;
}

function readFilters(c: Guild): ListRecordsInput {
  const before = number(c, 'cursor');
  const query = (name: string) => c.req.query(name) || undefined;
  const given = {
    kind: query('kind'),
    status: query('status'),
    machineId: query('machineId'),
    assigneeId: query('assigneeId'),
    words: query('q'),
    before,
    limit: number(c, 'limit') ?? 50,
  };
  // Safe because listRecords parses it: what is not one of the known values is refused by name.
  return given as ListRecordsInput;
}

function number(c: Guild, name: string): number | undefined {
  const text = c.req.query(name);
  return text === undefined || text === '' ? undefined : Number(text);
}

const commentView = (comment: RecordComment) => ({
  id: comment.id,
  body: comment.body,
  author: comment.author,
  authorName: comment.authorName,
  createdAt: comment.createdAt.toISOString(),
});

const detailsView = (details: RecordDetails) => ({
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
