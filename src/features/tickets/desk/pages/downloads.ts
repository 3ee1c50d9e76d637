import type { PageRequest } from '../../../../core/web/page.ts';
import { MANAGE } from '../../access.ts';
import { exportStream } from '../portable/export-tickets.ts';
import { statisticsCsv } from '../statistics/csv.ts';
import { readStatistics } from '../statistics/read-statistics.ts';

/** Statistics for spreadsheets; `from`, `to` and `category` as in the API. */
export async function statisticsTable({ ctx, query }: PageRequest): Promise<Response> {
  const [from, to, category] = [query('from'), query('to'), query('category')];
  const found = await readStatistics(ctx, {
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(category ? { category } : {}),
  });
  return download(statisticsCsv(found), 'text/csv; charset=utf-8', 'tickets.csv');
}

/** All tickets as NDJSON. */
export async function exportFile({ ctx }: PageRequest): Promise<Response> {
  await ctx.require(MANAGE, 'read');
  return download(exportStream(ctx), 'application/x-ndjson; charset=utf-8', 'tickets.ndjson');
}

const download = (body: BodyInit, type: string, name: string): Response =>
  new Response(body, {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  });
