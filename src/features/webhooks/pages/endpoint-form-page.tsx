import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, Select } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showEndpoint } from '../actions/list-endpoints.ts';
import { ConditionInputs } from './condition-inputs.tsx';
import { DiscordInputs } from './digest-inputs.tsx';
import { EventInputs, NameInput, UrlInput } from './endpoint-inputs.tsx';
import { endpointPath } from './endpoint-parts.tsx';

export async function newEndpointPage(page: PageRequest): Promise<PageView> {
  const problems = page.problem?.fields ?? {};
  return {
    title: 'New endpoint',
    body: (
      <>
        <PageHeader title="New endpoint" back={{ href: `${page.base}/webhooks`, title: 'Webhooks' }} />
        <FormProblems page={page} />
        <Card>
          <Form page={page} action={`${page.base}/webhooks/new`} once>
            <NameInput page={page} saved="" />
            <Select
              name="kind"
              label="What it is"
              value={page.value('kind', 'http')}
              problem={problems.kind}
              choices={[
                { value: 'http', title: 'A program, told by signed HTTP requests' },
                { value: 'discord-webhook', title: 'A Discord channel, by its webhook' },
              ]}
            />
            <UrlInput page={page} />
            <EventInputs page={page} saved={[]} />
            <ConditionInputs page={page} saved={[]} />
            <DiscordInputs page={page} saved={{ mode: 'post', digest: null }} />
            <div class="form-actions">
              <button class="button primary" type="submit">
                Add endpoint
              </button>
              <ButtonLink href={`${page.base}/webhooks`}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

export async function editEndpointPage(page: PageRequest): Promise<PageView> {
  const { endpoint } = await showEndpoint(page.ctx, { endpoint: page.param('endpoint') });
  const path = endpointPath(page, endpoint);
  return {
    title: `Edit ${endpoint.name}`,
    body: (
      <>
        <PageHeader title={`Edit ${endpoint.name}`} back={{ href: path, title: endpoint.name }} />
        <FormProblems page={page} />
        {page.problem?.reason === 'endpoint-version' && (
          <Note tone="warning">
            Saved now: “{endpoint.name}”, told of {endpoint.events.join(', ')}. What you typed is below;
            saving it again puts it in place of that.
          </Note>
        )}
        <Card>
          <Form page={page} action={`${path}/edit`}>
            <input type="hidden" name="version" value={String(endpoint.version)} />
            <NameInput page={page} saved={endpoint.name} />
            <UrlInput page={page} now={endpoint.urlShown} />
            <EventInputs page={page} saved={endpoint.events} />
            <ConditionInputs page={page} saved={endpoint.conditions} />
            {endpoint.kind === 'discord-webhook' && <DiscordInputs page={page} saved={endpoint} />}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Save
              </button>
              <ButtonLink href={path}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}
