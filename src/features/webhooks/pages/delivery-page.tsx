import { Badge, Card, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { type ShownDelivery, showDelivery } from '../actions/show-delivery.ts';
import { deliveryBody } from '../views.ts';
import { Elsewhere } from './bundle-page.tsx';
import { DeliveryState, endpointPath } from './endpoint-parts.tsx';

/** Tries that are drawn, and signs of a body: a page stays small whatever an endpoint answers. */
const MOST_TRIES = 10;
const MOST_SIGNS = 12_000;
const MOST_ANSWER = 1_000;

/** One delivery: what was sent, and what came back of each try. */
export async function deliveryPage(page: PageRequest): Promise<PageView> {
  const shown = await showDelivery(page.ctx, { delivery: page.param('delivery') });
  const { delivery, endpoint, attempts } = shown;
  return {
    title: delivery.eventType,
    body: (
      <>
        <PageHeader
          title={delivery.eventType}
          back={
            endpoint
              ? { href: endpointPath(page, endpoint), title: endpoint.name }
              : { href: `${page.base}/webhooks`, title: 'Webhooks' }
          }
          lead={
            <span class="row">
              <DeliveryState state={delivery.state} />
              <Time at={delivery.createdAt} full />
              {delivery.state === 'queued' && (
                <span>
                  next try <Time at={delivery.runAt} />
                </span>
              )}
            </span>
          }
        >
          {page.can('webhooks:manage') && (
            <ActionButton
              page={page}
              action={`${page.base}/webhooks/deliveries/${delivery.id}/replay`}
              kind="primary"
              once
            >
              Send again
            </ActionButton>
          )}
        </PageHeader>
        <FormProblems page={page} />
        <Card title="Request">
          <Text text={deliveryBody(delivery).slice(0, MOST_SIGNS)} />
        </Card>
        {page.can('webhooks:manage') && endpoint?.kind === 'http' && (
          <Elsewhere page={page} delivery={delivery} />
        )}
        {attempts.length === 0 && <p class="muted">It has not been tried yet.</p>}
        {attempts.slice(0, MOST_TRIES).map((attempt, at) => (
          <Try attempt={attempt} number={attempts.length - at} />
        ))}
        {attempts.length > MOST_TRIES && <p class="muted">Only the last {MOST_TRIES} tries are shown.</p>}
      </>
    ),
  };
}

const Try = ({ attempt, number }: { attempt: ShownDelivery['attempts'][number]; number: number }) => (
  <Card
    title={attempt.counts || attempt.endpointId ? `Try ${number}` : 'Try elsewhere'}
    aside={
      <span class="row">
        <Badge tone={attempt.ok ? 'good' : 'bad'}>{attempt.status ?? 'no answer'}</Badge>
        <span>{attempt.durationMs} ms</span>
        <Time at={attempt.at} full />
      </span>
    }
  >
    {attempt.error && <p>{attempt.error}</p>}
    <dl class="facts">
      <div>
        <dt>Sent to {attempt.target}</dt>
        <dd>
          <Text text={lines(attempt.requestHeaders)} />
        </dd>
      </div>
      {attempt.status !== null && (
        <div>
          <dt>Answer</dt>
          <dd>
            <Text text={lines(attempt.responseHeaders ?? {})} />
            <Text text={attempt.responseBody?.slice(0, MOST_ANSWER) ?? 'No body.'} />
          </dd>
        </div>
      )}
    </dl>
  </Card>
);

const lines = (headers: Record<string, string>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value.slice(0, 200)}`)
    .slice(0, 30)
    .join('\n');

const Text = ({ text }: { text: string }) => <pre class="code wrapped">{text}</pre>;
