import { nameMembers } from '../../../core/accounts/member-names.ts';
import { Badge, Card, EmptyState, PageHeader } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listMaintainers } from '../actions/list-maintainers.ts';
import { findMaintainer, type MaintainerRow } from '../find-maintainer.ts';
import { personName } from './record-parts.tsx';
import { idParam } from './references.ts';

interface Roster {
  page: PageRequest;
  rows: readonly MaintainerRow[];
  names: ReadonlyMap<string, string>;
}

/** The workshop's own roster, proposed links first. */
export async function maintainersPage(page: PageRequest): Promise<PageView> {
  const rows = await listMaintainers(page.ctx, { words: page.query('q') ?? '', limit: 100 });
  const names = await nameMembers(
    page.ctx,
    rows.flatMap(({ discordUserId, proposedUserId }) => [discordUserId, proposedUserId]),
  );
  const proposals = rows.filter(({ proposedUserId }) => proposedUserId !== null);
  const roster = { page, rows, names };
  return {
    title: 'Maintainers',
    body: (
      <>
        <PageHeader
          title="Maintainers"
          lead="The people of your workshop. Linked with their Discord account, what they write counts as said by one of you."
        />
        <FormProblems page={page} />
        {proposals.length > 0 && page.can('records:manage') && <Proposals {...roster} rows={proposals} />}
        {rows.length === 0 ? (
          <EmptyState icon="people" title={page.query('q') ? 'Nobody fits' : 'Nobody is on the roster yet'}>
            Put people on the roster with their Discord username, and Guildhall proposes the link when they
            first write something that becomes a record.
          </EmptyState>
        ) : (
          <RosterTable {...roster} />
        )}
        {page.can('records:manage') && <AddForm page={page} />}
      </>
    ),
  };
}

const Proposals = ({ page, rows, names }: Roster) => (
  <Card title="Is this the same person?">
    <ul class="checklist">
      {rows.map((row) => {
        const proposed = row.proposedUserId ?? '';
        const answer = (accept: 'yes' | 'no') => ({ accept, discordUserId: proposed });
        return (
          <li>
            <span class="dot warning" />
            <div class="stack">
              <p>
                <strong>{row.name}</strong> on your roster has the username <code>{row.username ?? ''}</code>,
                and so has <strong>{personName(names, proposed)}</strong> in Discord.
              </p>
              <div class="row">
                <ActionButton
                  page={page}
                  action={`${page.base}/maintainers/${row.id}/answer`}
                  values={answer('yes')}
                  kind="primary"
                  label={`Yes, link them: ${row.name}`}
                >
                  Yes, link them
                </ActionButton>
                <ActionButton
                  page={page}
                  action={`${page.base}/maintainers/${row.id}/answer`}
                  values={answer('no')}
                  label={`No, somebody else: ${row.name}`}
                >
                  No, somebody else
                </ActionButton>
              </div>
            </div>
          </li>
        );
      })}
    </ul>
  </Card>
);

const RosterTable = ({ page, rows, names }: Roster) => (
  <div class="card flush">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Roster</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Username on the roster</th>
            <th scope="col">Discord</th>
            {page.can('records:manage') && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="lead-cell" data-label="Name">
                <strong>{row.name}</strong>
              </td>
              <td data-label="Username">
                {row.username ? <code>{row.username}</code> : <span class="muted">–</span>}
              </td>
              <td data-label="Discord">
                {row.discordUserId ? (
                  <Badge tone="good">{personName(names, row.discordUserId)}</Badge>
                ) : row.proposedUserId ? (
                  <Badge tone="warning">Waiting for a yes</Badge>
                ) : (
                  <span class="muted">Not linked</span>
                )}
              </td>
              {page.can('records:manage') && (
                <td class="end">
                  <a href={`${page.base}/maintainers/${row.id}`} aria-label={`Change ${row.name}`}>
                    Change
                  </a>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);

const AddForm = ({ page }: { page: PageRequest }) => {
  const problems = page.problem?.fields ?? {};
  return (
    <Card title="Put somebody on the roster">
      <Form page={page} action={`${page.base}/maintainers`} once>
        <TextInput
          name="name"
          label="Name"
          value={page.value('name', '')}
          problem={problems.name}
          maxlength={80}
        />
        <TextInput
          name="username"
          label="Discord username"
          value={page.value('username', '')}
          problem={problems.username}
          help="As in their profile, without the @. The link is proposed, not made."
          maxlength={33}
          optional
        />
        <div class="form-actions">
          <button class="button primary" type="submit">
            Add to the roster
          </button>
        </div>
      </Form>
    </Card>
  );
};

/** One person of the roster: link, unlink, take off. */
export async function maintainerPage(page: PageRequest): Promise<PageView> {
  await page.ctx.require('records:manage');
  const row = await findMaintainer(page.ctx, idParam(page, 'maintainer'));
  const names = await nameMembers(page.ctx, [row.discordUserId]);
  const address = `${page.base}/maintainers/${row.id}`;
  return {
    title: row.name,
    body: (
      <>
        <PageHeader
          title={row.name}
          back={{ href: `${page.base}/maintainers`, title: 'Maintainers' }}
          lead={row.username ? `Username on the roster: ${row.username}` : 'No username on the roster.'}
        />
        <FormProblems page={page} />
        <Card title="Discord account">
          {row.discordUserId ? (
            <>
              <p>
                Linked with <strong>{personName(names, row.discordUserId)}</strong>{' '}
                <code>{row.discordUserId}</code>.
              </p>
              <ActionButton page={page} action={`${address}/unlink`}>
                Take the link away
              </ActionButton>
            </>
          ) : (
            <Form page={page} action={`${address}/link`}>
              <TextInput
                name="discordUserId"
                label="Discord id"
                value={page.value('discordUserId', '')}
                problem={page.problem?.fields.discordUserId}
                help="In Discord with developer mode on: right-click the person → Copy User ID."
                maxlength={20}
              />
              <div class="form-actions">
                <button class="button primary" type="submit">
                  Link
                </button>
              </div>
            </Form>
          )}
        </Card>
        <Card title="Take off the roster">
          <p>Records keep the names that they were written with. {row.name} can be added again later.</p>
          <ActionButton page={page} action={`${address}/remove`} kind="danger">
            Take {row.name} off the roster
          </ActionButton>
        </Card>
      </>
    ),
  };
}
