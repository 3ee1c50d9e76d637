import { nameMembers } from '../../../core/accounts/member-names.ts';
import {
  Badge,
  Card,
  EmptyState,
  PageHeader,
  Pagination,
  Time,
} from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listGrants } from '../actions/list-grants.ts';
import { listRules } from '../actions/list-rules.ts';
import { listChangesOf } from '../actions/list-runs.ts';
import type { GrantState } from '../model.ts';
import type { GrantView, RuleView } from '../schemas.ts';
import { Person, RolesHeader, roleNames } from './role-parts.tsx';
import { Changes } from './run-page.tsx';

/** Whose roles rules look after; with `user` one person, with everything that happened to their roles. */
export async function peoplePage(page: PageRequest): Promise<PageView> {
  const user = page.query('user');
  return user && /^\d{15,20}$/.test(user) ? onePerson(page, user) : everybody(page);
}

async function everybody(page: PageRequest): Promise<PageView> {
  const { after, older } = position(page);
  const { grants, next } = await listGrants(page.ctx, after ? { after } : {});
  return {
    title: 'Roles of people',
    body: (
      <>
        <RolesHeader page={page} current="/roles/people" />
        {grants.length === 0 ? (
          <EmptyState icon="people" title="Nobody yet">
            Here is everybody whose role a rule gave or looks after.
          </EmptyState>
        ) : (
          <div class="card flush" id="grants" data-live="role.* roles.*">
            {await grantTable(page, grants)}
          </div>
        )}
        <Pagination
          newer={after ? `${page.base}/roles/people` : undefined}
          older={next ? older('/roles/people', next) : undefined}
        />
      </>
    ),
  };
}

/** Roles that somebody gave or took in Discord itself. */
export async function driftPage(page: PageRequest): Promise<PageView> {
  const shows = page.query('state') === 'taken' ? 'taken' : 'given';
  const state: GrantState = shows === 'taken' ? 'waived' : 'manual';
  const { after, older } = position(page);
  const { grants, next } = await listGrants(page.ctx, { state, ...(after ? { after } : {}) });
  const path = `/roles/drift?state=${shows}`;
  return {
    title: 'Roles changed by hand',
    body: (
      <>
        <RolesHeader page={page} current="/roles/drift" />
        <nav class="tabs" aria-label="What was changed by hand">
          <a
            href={`${page.base}/roles/drift?state=given`}
            aria-current={shows === 'given' ? 'page' : undefined}
          >
            Given by hand
          </a>
          <a
            href={`${page.base}/roles/drift?state=taken`}
            aria-current={shows === 'taken' ? 'page' : undefined}
          >
            Taken and left so
          </a>
        </nav>
        {grants.length === 0 ? (
          <EmptyState icon="people" title="Nothing was changed by hand">
            {shows === 'given'
              ? 'Here is who was given a role of a rule by hand. It is theirs and stays, whatever the rule says.'
              : 'Here is whose role was taken away by hand, where the rule leaves it so.'}
          </EmptyState>
        ) : (
          <div class="card flush" id="grants" data-live="role.* roles.*">
            {await grantTable(page, grants)}
          </div>
        )}
        <Pagination
          newer={after ? `${page.base}${path}` : undefined}
          older={next ? older(path, next) : undefined}
        />
      </>
    ),
  };
}

async function onePerson(page: PageRequest, userId: string): Promise<PageView> {
  const [{ grants }, changes, rules] = await Promise.all([
    listGrants(page.ctx, { userId }),
    listChangesOf(page.ctx, userId),
    listRules(page.ctx),
  ]);
  const [names, roles] = await Promise.all([nameMembers(page.ctx, [userId]), roleNames(page, rules)]);
  const name = names.get(userId) ?? userId;
  return {
    title: `Roles of ${name}`,
    body: (
      <>
        <PageHeader
          title={`Roles of ${name}`}
          lead="Roles that rules gave or look after. Others are not shown here."
          back={{ href: `${page.base}/roles/people`, title: 'People' }}
        />
        {grants.length > 0 && <Card flush>{await grantTable(page, grants)}</Card>}
        {changes.length === 0 ? (
          <EmptyState icon="people" title="Nothing happened yet">
            No rule has given {name} a role or taken one.
          </EmptyState>
        ) : (
          <div id="history" data-live="role.*" data-live-subject={`member:${userId}`}>
            <Card flush title="What happened">
              <Changes page={page} changes={changes} names={names} roles={roles} />
            </Card>
          </div>
        )}
      </>
    ),
  };
}

const stateWords = {
  pending: { tone: 'accent', words: 'On its way' },
  held: { tone: 'good', words: 'Has it' },
  waived: { tone: 'warning', words: 'Taken by hand' },
  manual: { tone: 'neutral', words: 'Given by hand' },
} as const;

async function grantTable(page: PageRequest, grants: readonly GrantView[]) {
  const rules = await listRules(page.ctx);
  const [names, roles] = await Promise.all([
    nameMembers(
      page.ctx,
      grants.map(({ userId }) => userId),
    ),
    roleNames(page, rules),
  ]);
  const byId = new Map(rules.map((rule): [string, RuleView] => [rule.id, rule]));
  return (
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Roles of people</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col">Rule</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {grants.map((grant) => (
            <tr>
              <td class="lead-cell" data-label="Person">
                <Person page={page} userId={grant.userId} name={names.get(grant.userId)} />
              </td>
              <td data-label="Role">@{roles.get(grant.roleId) ?? grant.roleId}</td>
              <td class="bare" data-label="State">
                <Badge tone={stateWords[grant.state].tone}>{stateWords[grant.state].words}</Badge>
              </td>
              <td data-label="Rule" class="quiet">
                {byId.get(grant.ruleId)?.standingTitle ?? '–'}
              </td>
              <td data-label="Since" class="quiet">
                <Time at={new Date(grant.since)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Position = { since: string; userId: string; roleId: string };

/** Where the page begins: after the last row of the one before. */
function position(page: PageRequest) {
  const [since = '', userId = '', roleId = ''] = (page.query('after') ?? '').split('~');
  const isWhole =
    !Number.isNaN(Date.parse(since)) && /^\d{15,20}$/.test(userId) && /^\d{15,20}$/.test(roleId);
  return {
    after: isWhole ? { since: new Date(since).toISOString(), userId, roleId } : undefined,
    older: (path: string, next: Position) =>
      `${page.base}${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(`${next.since}~${next.userId}~${next.roleId}`)}`,
  };
}
