import { NotFoundError } from '../../../core/errors.ts';
import { Badge, EmptyState, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton } from '../../../core/web/components/form.tsx';
import type { PageRedirect, PageRequest, PageView } from '../../../core/web/page.ts';
import { type FailedWork, listFailedWork, retryFailedWork } from '../actions/retry-work.ts';

/** What was given up after all its attempts, with the way to run it again. */
export async function failedWorkPage(page: PageRequest): Promise<PageView> {
  const work = await listFailedWork(page.ctx);
  const { jobs, notices } = page.ctx.runtime.registry;
  const titleOf = ({ kind, name }: FailedWork) =>
    (kind === 'job' ? jobs.get(name)?.title : notices.get(name)?.title) ?? name;
  return {
    title: 'Failed work',
    body: (
      <>
        <PageHeader
          title="Failed work"
          lead="What Guildhall tried several times and then gave up. Mend the cause, then run it again: nothing is done twice."
        />
        {work.length === 0 ? (
          <EmptyState icon="failed" title="Nothing failed">
            Work that Guildhall has to give up, such as a post to a deleted webhook, waits here with its
            reason.
          </EmptyState>
        ) : (
          <div class="card flush">
            <div class="table-wrap">
              <table>
                <caption class="sr-only">Failed work</caption>
                <thead>
                  <tr>
                    <th scope="col">What</th>
                    <th scope="col">Why</th>
                    <th scope="col">Attempts</th>
                    <th scope="col">Given up</th>
                    <th scope="col">
                      <span class="sr-only">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {work.map((item) => (
                    <tr>
                      <td class="lead-cell" data-label="What">
                        <strong>{titleOf(item)}</strong>
                        <div class="sub">
                          <Badge>{item.kind === 'job' ? 'Job' : 'Delivery'}</Badge>
                        </div>
                      </td>
                      <td class="wide-cell bare" data-label="Why">
                        {item.error || 'No reason was given.'}
                      </td>
                      <td class="numeric" data-label="Attempts">
                        {item.attempts}
                      </td>
                      <td data-label="Given up">
                        <Time at={item.failedAt} />
                      </td>
                      <td class="end">
                        <ActionButton
                          page={page}
                          action={`${page.base}/failed/retry`}
                          values={{ kind: item.kind, id: item.id }}
                          label={`Run again: ${titleOf(item)}`}
                        >
                          Run again
                        </ActionButton>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
      </>
    ),
  };
}

export async function submitRetry(page: PageRequest): Promise<PageRedirect> {
  const kind = page.form.text('kind');
  if (kind !== 'job' && kind !== 'delivery') throw new NotFoundError('There is no such work.');
  await retryFailedWork(page.ctx, kind, page.form.text('id') ?? '');
  return { to: '/failed', flash: 'It runs again. If it fails once more, it comes back here.' };
}
