import type { ShardFactsView } from '../../../core/gateway/facts.ts';
import { Badge, ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { ActionButton } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { type GatewayView, readGateway } from '../actions/read-gateway.ts';
import { ageWords, phaseWords } from '../words.ts';

const tones = { ok: 'good', degraded: 'warning', off: 'bad' } as const;

/** The connection over which Discord tells what happens: how each part is, why not, and what to do. */
export async function gatewayPage(page: PageRequest): Promise<PageView> {
  const view = await readGateway(page.ctx);
  return {
    title: 'Gateway',
    body: (
      <>
        <PageHeader
          title="Gateway"
          lead="The connection over which Discord tells what happens: messages, joins, reactions."
        >
          <ButtonLink href={`${page.base}/settings/gateway`}>
            {view.listens ? 'Stop listening' : 'Start listening'}
          </ButtonLink>
          {page.can('gateway:control') && (
            <ActionButton
              page={page}
              action={`${page.base}/gateway/reconnect`}
              values={{}}
              label="Connect again"
            >
              Connect again
            </ActionButton>
          )}
        </PageHeader>
        {!view.listens && <Note tone="warning">Guildhall does not listen to this server.</Note>}
        <Summary view={view} />
        {view.shards.length > 0 && <Shards view={view} />}
      </>
    ),
  };
}

const Summary = ({ view: { state, reason, remedy } }: { view: GatewayView }) => (
  <Note tone={tones[state]}>
    {reason ?? 'Guildhall hears what happens in Discord.'} {remedy}
  </Note>
);

const Shards = ({ view }: { view: GatewayView }) => (
  <Card
    flush
    title={view.shards.length === 1 ? 'Connection' : `${view.shards.length} connections`}
    aside={
      view.identifiesLeft !== null && <span class="sub">{view.identifiesLeft} new sessions left today</span>
    }
  >
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Connections</caption>
        <thead>
          <tr>
            {[
              'State',
              'Last event',
              'Last sign of life',
              'Latency',
              'Resumed',
              'New sessions',
              'Waiting',
            ].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.shards.map((shard) => (
            <ShardRow shard={shard} />
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);

const ShardRow = ({ shard }: { shard: ShardFactsView }) => (
  <tr>
    <td class="lead-cell" data-label="State">
      {shard.shards > 1 && <strong>Shard {shard.shard + 1} </strong>}
      <Badge tone={tones[shard.state]}>{phaseWords(shard.phase)}</Badge>
      {shard.reason && <div class="sub">{shard.reason}</div>}
    </td>
    <td data-label="Last event">{ageWords(shard.lastEventAgeSeconds)}</td>
    <td data-label="Last sign of life">{ageWords(shard.heartbeatAgeSeconds)}</td>
    <td class="numeric" data-label="Latency">
      {shard.latencyMs === null ? '–' : `${shard.latencyMs} ms`}
    </td>
    <td class="numeric" data-label="Resumed">
      {shard.resumes}
    </td>
    <td class="numeric" data-label="New sessions">
      {shard.identifies}
    </td>
    <td class="numeric" data-label="Waiting">
      {shard.waitingEvents}
    </td>
  </tr>
);
