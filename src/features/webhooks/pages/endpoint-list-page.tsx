import { ButtonLink, EmptyState, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listEndpoints } from '../actions/list-endpoints.ts';
import { failureRate } from '../views.ts';
import { EndpointState, endpointPath } from './endpoint-parts.tsx';

/** Rows of one page; with more, one looks for trouble: those that are off or failing come first. */
const MOST = 60;

/** All endpoints, with how each fared in the last 24 hours. */
export async function endpointListPage(page: PageRequest): Promise<PageView> {
  const all = await listEndpoints(page.ctx);
  const trouble = ({ endpoint }: (typeof all)[number]) =>
    endpoint.state === 'disabled' ? 0 : endpoint.failingSince ? 1 : 2;
  const rows = all.toSorted((a, b) => trouble(a) - trouble(b)).slice(0, MOST);
  return {
    title: 'Webhooks',
    body: (
      <>
        <PageHeader title="Webhooks" lead="Programs and Discord channels that are told what happens here.">
          {page.can('webhooks:manage') && (
            <ButtonLink href={`${page.base}/webhooks/new`} kind="primary">
              New endpoint
            </ButtonLink>
          )}
        </PageHeader>
        {rows.length === 0 ? (
          <EmptyState icon="webhooks" title="Nobody is told yet">
            An endpoint is an address that gets every event that you choose, signed, logged and sent again
            when it does not arrive.
          </EmptyState>
        ) : (
          <div class="card flush" id="endpoints" data-live="webhook.*">
            <div class="table-wrap">
              <table>
                <caption class="sr-only">Endpoints</caption>
                <thead>
                  <tr>
                    <th scope="col">Endpoint</th>
                    <th scope="col">State</th>
                    <th scope="col">Last 24 hours</th>
                    <th scope="col">Waiting</th>
                    <th scope="col">Last success</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ endpoint, counts }) => (
                    <tr>
                      <td class="lead-cell" data-label="Endpoint">
                        <a class="title" href={endpointPath(page, endpoint)}>
                          {endpoint.name}
                        </a>
                        <div class="sub">{endpoint.urlShown}</div>
                      </td>
                      <td class="bare" data-label="State">
                        <EndpointState endpoint={endpoint} />
                      </td>
                      <td data-label="Last 24 hours">{failureRate(counts)}</td>
                      <td data-label="Waiting">{counts.waiting + counts.held}</td>
                      <td data-label="Last success" class="quiet">
                        {endpoint.lastSuccessAt ? <Time at={endpoint.lastSuccessAt} /> : 'never'}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
        {all.length > MOST && (
          <p class="muted">
            {MOST} of {all.length} are shown, those in trouble first.
          </p>
        )}
      </>
    ),
  };
}
