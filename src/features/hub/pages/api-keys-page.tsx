import type { Permission } from '../../../core/feature.ts';
import {
  Badge,
  ButtonLink,
  Card,
  EmptyState,
  Note,
  PageHeader,
  Time,
} from '../../../core/web/components/basics.tsx';
import { ChoiceGroup } from '../../../core/web/components/choice-group.tsx';
import { ConfirmedAction } from '../../../core/web/components/confirmed-action.tsx';
import { Checkbox, Form, FormProblems, Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRedirect, PageRequest, PageView } from '../../../core/web/page.ts';
import { createApiKey } from '../actions/create-api-key.ts';
import { listApiKeys } from '../actions/list-api-keys.ts';
import { revokeApiKey } from '../actions/revoke-api-key.ts';
import type { ApiKeyView } from '../api-key-view.ts';

const lifetimes = [
  { value: '30', title: '30 days' },
  { value: '90', title: '90 days' },
  { value: '365', title: 'One year' },
  { value: '', title: 'Until it is revoked' },
];

/** The guild's keys, and the form for another. */
export async function apiKeysPage(page: PageRequest): Promise<PageView> {
  const keys = await listApiKeys(page.ctx);
  const now = page.ctx.now();
  return {
    title: 'API keys',
    body: (
      <>
        <PageHeader
          title="API keys"
          lead="For programs that read or change this server's data over the HTTP API."
        />
        <FormProblems page={page} />
        {keys.length === 0 ? (
          <EmptyState icon="keys" title="No keys yet">
            A key lets a program do what its scopes say, in this server alone. Create one below; give it no
            more than it needs.
          </EmptyState>
        ) : (
          <KeyTable page={page} keys={keys} now={now} />
        )}
        <CreateForm page={page} />
      </>
    ),
  };
}

/** What a scope allows; its name where no feature says so. */
function scopeTitle({ ctx }: PageRequest, scope: string): string {
  if (scope === '*') return 'Everything';
  const feature = ctx.runtime.registry.features.find(({ access }) => access && Object.hasOwn(access, scope));
  return feature?.accessTitles?.[scope as Permission] ?? scope;
}

function stateOf(key: ApiKeyView, now: Date): { tone: 'good' | 'bad' | 'warning'; words: string } {
  if (key.revokedAt) return { tone: 'bad', words: 'Revoked' };
  if (key.expiresAt && new Date(key.expiresAt) <= now) return { tone: 'warning', words: 'Expired' };
  return { tone: 'good', words: 'Active' };
}

const KeyTable = ({ page, keys, now }: { page: PageRequest; keys: readonly ApiKeyView[]; now: Date }) => (
  <div class="card flush">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">API keys</caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">May</th>
            <th scope="col">State</th>
            <th scope="col">Last used</th>
            <th scope="col">Expires</th>
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const state = stateOf(key, now);
            return (
              <tr>
                <td class="lead-cell" data-label="Key">
                  <strong>{key.name}</strong>
                  <div class="sub">
                    <code>
                      {key.prefix || 'gh_'}…{key.lastFour}
                    </code>
                  </div>
                </td>
                <td class="wide-cell bare" data-label="May">
                  <span class="row">
                    {key.scopes.map((scope) => (
                      <Badge>{scopeTitle(page, scope)}</Badge>
                    ))}
                  </span>
                </td>
                <td class="bare" data-label="State">
                  <Badge tone={state.tone}>{state.words}</Badge>
                </td>
                <td data-label="Last used" class="quiet">
                  {key.lastUsedAt ? <Time at={new Date(key.lastUsedAt)} /> : 'never'}
                </td>
                <td data-label="Expires" class="quiet">
                  {key.expiresAt ? <Time at={new Date(key.expiresAt)} full /> : 'never'}
                </td>
                <td class="end">
                  {!key.revokedAt && (
                    <ConfirmedAction
                      page={page}
                      action={`${page.base}/keys/${key.id}/revoke`}
                      does="Revoke"
                      to={key.name}
                      ask="Whatever uses this key stops working at once. It cannot be brought back."
                      yes="Yes, revoke it"
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  </div>
);

const CreateForm = ({ page }: { page: PageRequest }) => {
  const { registry } = page.ctx.runtime;
  const chosen = new Set(page.form.all('scopes'));
  const problems = page.problem?.fields ?? {};
  const scopeProblem = Object.entries(problems).find(([name]) => name.startsWith('scopes'))?.[1];
  return (
    <Card title="Create a key">
      <Form page={page} action={`${page.base}/keys`} once>
        <TextInput
          name="name"
          label="Name"
          value={page.value('name', '')}
          problem={problems.name}
          help="What it is for, so that you dare to revoke it one day."
          placeholder="Workshop display"
          maxlength={80}
        />
        <fieldset class="field" id="field-scopes">
          <legend>What it may do</legend>
          {scopeProblem && <p class="field-problem">{scopeProblem}</p>}
          <div class="scope-groups">
            <Checkbox id="scope-all" name="scopes" value="*" label="Everything" on={chosen.has('*')} />
            {registry.features
              .filter(({ access }) => access)
              .map(({ title, access }) => (
                <ChoiceGroup title={title}>
                  {Object.keys(access ?? {}).map((scope) => (
                    <Checkbox
                      id={`scope-${scope.replace(':', '-')}`}
                      name="scopes"
                      value={scope}
                      label={
                        <>
                          {scopeTitle(page, scope)} <code class="muted">{scope}</code>
                        </>
                      }
                      on={chosen.has(scope)}
                    />
                  ))}
                </ChoiceGroup>
              ))}
          </div>
        </fieldset>
        <Select
          name="expiresInDays"
          label="Good for"
          value={page.value('expiresInDays', '90')}
          problem={problems.expiresInDays}
          choices={lifetimes}
        />
        <div class="form-actions">
          <button class="button primary" type="submit">
            Create key
          </button>
        </div>
      </Form>
    </Card>
  );
};

/** The one time that a key is shown. Reloading this page does not make another one. */
export async function createdKeyPage(page: PageRequest): Promise<PageView> {
  const days = page.form.text('expiresInDays');
  const { key, name } = await createApiKey(page.ctx, {
    name: page.form.text('name') ?? '',
    scopes: page.form.all('scopes'),
    expiresInDays: days ? Number(days) : null,
  });
  return {
    title: 'Your new key',
    body: (
      <>
        <PageHeader
          title={`Your new key “${name}”`}
          back={{ href: `${page.base}/keys`, title: 'API keys' }}
        />
        <Note tone="warning">
          Copy it now: it is never shown again. Whoever has it can do what its scopes say.
        </Note>
        <div class="secret">
          <code>{key}</code>
          <button class="button plain" type="button" data-copy={key}>
            Copy
          </button>
        </div>
        <Card title="How to use it">
          <p>
            Send it with every request as <code>Authorization: Bearer …</code> to{' '}
            <code>{`/api/v1/guilds/${page.guild.id}/…`}</code>. It works in this server alone.
          </p>
          <ButtonLink href={`${page.base}/keys`} kind="primary">
            I have it
          </ButtonLink>
        </Card>
      </>
    ),
  };
}

export async function submitRevoke(page: PageRequest): Promise<PageRedirect> {
  const revoked = await revokeApiKey(page.ctx, { id: page.param('key') });
  return { to: '/keys', flash: `“${revoked.name}” is revoked.` };
}
