import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Checkbox, Form, FormProblems, Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showEndpoint } from '../actions/list-endpoints.ts';
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
          <Form page={page} action={`${page.base}/webhooks/new`}>
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
            <Events page={page} saved={[]} />
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
            <Events page={page} saved={endpoint.events} />
            {endpoint.kind === 'discord-webhook' && (
              <Select
                name="mode"
                label="How it is shown"
                value={page.value('mode', endpoint.mode)}
                problem={page.problem?.fields.mode}
                choices={[
                  { value: 'post', title: 'A post for each event' },
                  { value: 'upsert', title: 'One post for each thing, kept up to date' },
                ]}
              />
            )}
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

const NameInput = ({ page, saved }: { page: PageRequest; saved: string }) => (
  <TextInput
    name="name"
    label="Name"
    value={page.value('name', saved)}
    problem={page.problem?.fields.name}
    maxlength={80}
  />
);

/** Shown as typed only while the form is not taken; afterwards the address is sealed. */
const UrlInput = ({ page, now }: { page: PageRequest; now?: string }) => (
  <TextInput
    name="url"
    label="Address"
    value={page.value('url', '')}
    problem={page.problem?.fields.url}
    help={
      now ? `Now: ${now}. Empty: it stays as it is.` : 'It is kept sealed; only its beginning is shown later.'
    }
    placeholder="https://example.com/hooks"
    maxlength={2_000}
    optional={now !== undefined}
  />
);

const Events = ({ page, saved }: { page: PageRequest; saved: readonly string[] }) => {
  const chosen = new Set(page.problem ? page.form.all('events') : saved);
  const problem = Object.entries(page.problem?.fields ?? {}).find(([name]) => name.startsWith('events'))?.[1];
  const types = [...page.ctx.runtime.registry.signals].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const groups = new Map<string, { type: string; title: string }[]>();
  for (const [type, { title }] of types) {
    const group = type.split('.')[0] ?? type;
    groups.set(group, [...(groups.get(group) ?? []), { type, title }]);
  }
  const offered = new Set([
    '*',
    ...types.map(([type]) => type),
    ...[...groups.keys()].map((name) => `${name}.*`),
  ]);
  const others = [...chosen].filter((filter) => !offered.has(filter));
  const box = (filter: string, label: string) => (
    <Checkbox
      id={`event-${filter.replaceAll('.', '-').replace('*', 'all')}`}
      name="events"
      value={filter}
      label={label}
      on={chosen.has(filter)}
    />
  );
  return (
    <fieldset class="field" id="field-events">
      <legend>What it is told</legend>
      {problem && <p class="field-problem">{problem}</p>}
      <div class="scope-groups">
        {box('*', 'Everything')}
        {others.map((filter, at) => (
          <Checkbox id={`event-other-${at}`} name="events" value={filter} label={filter} on />
        ))}
        {[...groups].map(([group, members]) => (
          <div>
            <h3>{group}</h3>
            <div class="choices">
              {members.length > 1 && box(`${group}.*`, `All of ${group}`)}
              {members.map(({ type, title }) => box(type, title))}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
};
