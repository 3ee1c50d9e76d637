import { ButtonLink, Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { createEndpoint } from '../actions/create-endpoint.ts';
import { rotateSecret } from '../actions/rotate-secret.ts';
import { endpointPath } from './endpoint-parts.tsx';
import { readConditions, readDigest } from './read-endpoint-form.ts';

/** Sets up an endpoint; a program's secret is shown this once. */
export async function createdPage(page: PageRequest): Promise<PageAnswer> {
  const kind = page.form.text('kind') === 'discord-webhook' ? 'discord-webhook' : 'http';
  const { endpoint, secret } = await createEndpoint(page.ctx, {
    name: page.form.text('name') ?? '',
    kind,
    url: page.form.text('url') ?? '',
    events: page.form.all('events'),
    conditions: readConditions(page.form),
    mode: page.form.text('mode') === 'upsert' ? 'upsert' : 'post',
    digest: readDigest(page.form),
  });
  if (!secret) return { to: `/webhooks/${endpoint.id}`, flash: `“${endpoint.name}” is told from now on.` };
  return secretView(page, { title: `The secret of “${endpoint.name}”`, id: endpoint.id, secret });
}

/** Gives an endpoint a new secret, shown this once. */
export async function rotatedPage(page: PageRequest): Promise<PageView> {
  const id = page.param('endpoint');
  const { secret, oldExpiresAt } = await rotateSecret(page.ctx, { endpoint: id });
  return secretView(page, { title: 'The new secret', id, secret, oldExpiresAt });
}

function secretView(
  page: PageRequest,
  shown: { title: string; id: string; secret: string; oldExpiresAt?: Date | null },
): PageView {
  const { title, id, secret, oldExpiresAt } = shown;
  return {
    title,
    body: (
      <>
        <PageHeader title={title} back={{ href: `${page.base}/webhooks`, title: 'Webhooks' }} />
        <Note tone="warning">Copy it now: it is never shown again.</Note>
        <div class="secret">
          <code>{secret}</code>
          <button class="button plain" type="button" data-copy={secret}>
            Copy
          </button>
        </div>
        <Card title="What it is for">
          <p>
            Every request is signed with it as Standard Webhooks say, in the header{' '}
            <code>webhook-signature</code>. Check it before you believe a request.
            {oldExpiresAt && (
              <>
                {' '}
                The old one signs beside it until <Time at={oldExpiresAt} full />.
              </>
            )}
          </p>
          <ButtonLink href={endpointPath(page, { id })} kind="primary">
            I have it
          </ButtonLink>
        </Card>
      </>
    ),
  };
}
