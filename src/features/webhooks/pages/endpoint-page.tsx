import {
  ButtonLink,
  Card,
  EmptyState,
  Note,
  PageHeader,
  Pagination,
  Time,
} from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { previewDelete } from '../actions/delete-endpoint.ts';
import { type ListedDelivery, listDeliveries } from '../actions/list-deliveries.ts';
import { type EndpointWithCounts, showEndpoint } from '../actions/list-endpoints.ts';
import { failureRate, secondsToSend } from '../views.ts';
import { DeliveryState, EndpointState, endpointPath } from './endpoint-parts.tsx';

const PAGE = 40;
const FILTERS = [
  ['', 'All'],
  ['failed', 'Failed'],
  ['queued', 'Waiting'],
  ['held', 'Held'],
  ['sent', 'Sent'],
] as const;

interface Parts extends EndpointWithCounts {
  page: PageRequest;
}

/** One endpoint: how it fares, what can be done, and the log of what was sent to it. */
export async function endpointPage(page: PageRequest): Promise<PageView> {
  const shown = await showEndpoint(page.ctx, { endpoint: page.param('endpoint') });
  const { endpoint, counts } = shown;
  const [state] = FILTERS.find(([name]) => name === page.query('state')) ?? FILTERS[0];
  const before = readCursor(page.query('before'));
  const log = await listDeliveries(page.ctx, {
    endpoint: endpoint.id,
    limit: PAGE,
    ...(state ? { state } : {}),
    ...(before ? { before } : {}),
  });
  const path = endpointPath(page, endpoint);
  const filtered = (cursor?: string) => {
    const params = new URLSearchParams({
      ...(state ? { state } : {}),
      ...(cursor ? { before: cursor } : {}),
    });
    return params.size > 0 ? `${path}?${params}` : path;
  };
  const manages = page.can('webhooks:manage');
  return {
    title: endpoint.name,
    body: (
      <>
        <PageHeader
          title={endpoint.name}
          back={{ href: `${page.base}/webhooks`, title: 'Webhooks' }}
          lead={
            <span class="row">
              <EndpointState endpoint={endpoint} />
              <span>{endpoint.urlShown}</span>
            </span>
          }
        >
          {manages && <ButtonLink href={`${path}/edit`}>Edit</ButtonLink>}
        </PageHeader>
        <FormProblems page={page} />
        {endpoint.stateText && <Note tone="warning">{endpoint.stateText}</Note>}
        <div class="columns">
          <div>
            <Card title="What was sent">
              <nav class="tabs" aria-label="Deliveries by state">
                {FILTERS.map(([name, title]) => (
                  <a
                    href={name ? `${path}?state=${name}` : path}
                    aria-current={name === state ? 'page' : undefined}
                  >
                    {title}
                  </a>
                ))}
              </nav>
              {log.deliveries.length === 0 ? (
                <EmptyState icon="webhooks" title="Nothing here">
                  As soon as something happens that this endpoint asks for, it is logged here for 30 days.
                </EmptyState>
              ) : (
                <Log page={page} rows={log.deliveries} />
              )}
              <Pagination
                newer={before ? filtered() : undefined}
                older={log.next ? filtered(`${log.next.createdAt},${log.next.id}`) : undefined}
              />
            </Card>
          </div>
          <aside aria-label="About this endpoint">
            <Facts page={page} endpoint={endpoint} counts={counts} />
            {manages && <Buttons page={page} endpoint={endpoint} counts={counts} />}
            {manages && <Recover page={page} endpoint={endpoint} counts={counts} />}
          </aside>
        </div>
      </>
    ),
  };
}

/** `<time>,<id>` of the last row of the page before; anything else is the first page. */
function readCursor(text: string | undefined): { createdAt: string; id: string } | undefined {
  const [, time = '', id = ''] = /^([\d:.TZ-]{10,30}),([\da-f-]{36})$/.exec(text ?? '') ?? [];
  const at = Date.parse(time);
  return Number.isNaN(at) || !id ? undefined : { createdAt: new Date(at).toISOString(), id };
}

const Log = ({ page, rows }: { page: PageRequest; rows: readonly ListedDelivery[] }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">Deliveries, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Tries</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ delivery }) => (
          <tr>
            <td class="lead-cell" data-label="Event">
              <a class="title" href={`${page.base}/webhooks/deliveries/${delivery.id}`}>
                {delivery.eventType}
              </a>
              {delivery.error && <div class="sub">{delivery.error}</div>}
            </td>
            <td class="bare" data-label="State">
              <DeliveryState state={delivery.state} />
            </td>
            <td data-label="Tries">{delivery.attempts}</td>
            <td data-label="When" class="quiet">
              <Time at={delivery.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Facts = ({ endpoint, counts }: Parts) => (
  <Card title="About">
    <dl class="facts">
      <div>
        <dt>Last 24 hours</dt>
        <dd>{failureRate(counts)}</dd>
      </div>
      <div>
        <dt>Usual answer time</dt>
        <dd>{counts.medianMs === null ? '–' : `${counts.medianMs} ms`}</dd>
      </div>
      <div>
        <dt>Waiting</dt>
        <dd>{counts.waiting + counts.held}</dd>
      </div>
      <div>
        <dt>Last success</dt>
        <dd>{endpoint.lastSuccessAt ? <Time at={endpoint.lastSuccessAt} /> : 'never'}</dd>
      </div>
      <div>
        <dt>Events</dt>
        <dd>{endpoint.events.join(', ')}</dd>
      </div>
      {endpoint.secrets.map(({ lastFour, expiresAt }) => (
        <div>
          <dt>{expiresAt ? 'Old secret' : 'Secret'}</dt>
          <dd>
            <code>••••{lastFour}</code>
            {expiresAt && (
              <>
                {' until '}
                <Time at={new Date(expiresAt)} full />
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  </Card>
);

const Buttons = ({ page, endpoint }: Parts) => {
  const path = endpointPath(page, endpoint);
  return (
    <Card title="What you can do">
      <div class="form-actions">
        <ActionButton page={page} action={`${path}/test`} once>
          Send a test event
        </ActionButton>
        {endpoint.state === 'enabled' ? (
          <ActionButton page={page} action={`${path}/pause`}>
            Pause
          </ActionButton>
        ) : (
          <ActionButton page={page} action={`${path}/enable`} kind="primary">
            Switch on
          </ActionButton>
        )}
        {endpoint.kind === 'http' && (
          <ActionButton page={page} action={`${path}/rotate`} once>
            New secret
          </ActionButton>
        )}
        <ButtonLink href={`${path}/delete`}>Delete…</ButtonLink>
      </div>
      {endpoint.kind === 'http' && (
        <p class="help">After a new secret the old one goes on signing beside it for 24 hours.</p>
      )}
    </Card>
  );
};

const Recover = ({ page, endpoint, counts }: Parts) => (
  <Card title="Send what was missed">
    {endpoint.recoverFrom && counts.missed > 0 ? (
      <p>
        {counts.missed === 1 ? 'One event was' : `${counts.missed} events were`} missed since{' '}
        <Time at={endpoint.recoverFrom} full />. Sending takes about{' '}
        {secondsToSend(endpoint.kind, counts.missed)} seconds.
      </p>
    ) : (
      <p class="muted">Nothing is known to be missed.</p>
    )}
    <Form page={page} action={`${endpointPath(page, endpoint)}/recover`}>
      <TextInput
        name="since"
        label="Since"
        value={page.value('since', endpoint.recoverFrom?.toISOString() ?? '')}
        problem={page.problem?.fields.since}
        help="A time like 2026-11-20T18:30:00Z. What arrived is not sent again."
        maxlength={40}
      />
      <div class="form-actions">
        <button class="button plain" type="submit">
          Send what was missed
        </button>
      </div>
    </Form>
  </Card>
);

/** What deleting would mean, before it is done. */
export async function deletePage(page: PageRequest): Promise<PageView> {
  const id = page.param('endpoint');
  const { name, waiting, held, logged } = await previewDelete(page.ctx, { endpoint: id });
  const path = endpointPath(page, { id });
  return {
    title: `Delete ${name}`,
    body: (
      <>
        <PageHeader title={`Delete ${name}?`} back={{ href: path, title: name }} />
        <Card>
          <p>
            It is told nothing more. Deliveries that wait and are given up: {waiting + held}. The log of{' '}
            {logged} that are over stays until it is 30 days old.
          </p>
          <Form page={page} action={`${path}/delete`}>
            <div class="form-actions">
              <button class="button danger" type="submit">
                Delete for good
              </button>
              <ButtonLink href={path}>Keep it</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}
