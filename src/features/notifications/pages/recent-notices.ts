import type { PageRequest } from '../../../core/web/page.ts';
import { listNotices } from '../actions/list-notices.ts';

/** The newest notices as the script of the dashboard shows them in the browser. */
export async function recentNotices({ ctx }: PageRequest): Promise<Response> {
  const notices = (await listNotices(ctx)).map(({ createdAt, ...notice }) => ({
    ...notice,
    at: createdAt.toISOString(),
  }));
  return Response.json({ notices }, { headers: { 'cache-control': 'no-store' } });
}
