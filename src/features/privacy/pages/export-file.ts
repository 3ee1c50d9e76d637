import type { PageRequest } from '../../../core/web/page.ts';
import { exportPerson } from '../actions/export-person.ts';

/** Everything that is kept about a person as a file to save. Nothing of it stays on the server. */
export async function exportFile(page: PageRequest): Promise<Response> {
  const found = await exportPerson(page.ctx, page.form.text('person')?.trim() ?? '');
  return new Response(JSON.stringify(found, null, 2), {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="guildhall-${found.personId}.json"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
