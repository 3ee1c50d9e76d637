import { nameMembers } from '../../../core/accounts/member-names.ts';
import {
  ButtonLink,
  EmptyState,
  PageHeader,
  Pagination,
  Time,
} from '../../../core/web/components/basics.tsx';
import { Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listApiKeys } from '../actions/list-api-keys.ts';
import { type AuditRow, type ListAuditInput, listAudit } from '../actions/list-audit.ts';
import { listAuditChoices } from '../actions/list-audit-choices.ts';
import { actionTitle, actorTitle, changesOf, namesOfTargets, targetTitle, userIdOf } from './audit-words.ts';
import { subjectLink } from './subject-link.ts';

const FILTERS = ['actor', 'action', 'target', 'from', 'to'] as const;
const sources: Record<string, string> = {
  discord: 'Discord',
  api: 'API',
  dashboard: 'Dashboard',
  job: 'Job',
  schedule: 'Schedule',
  cli: 'Command line',
};

/** Who did what in this server, and what was different before. */
export async function auditPage(page: PageRequest): Promise<PageView> {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, page.query(name)]));
  const [found, choices] = await Promise.all([
    listAudit(page.ctx, readFilters(filters, page.query('cursor'))),
    listAuditChoices(page.ctx),
  ]);
  const people = await nameMembers(
    page.ctx,
    [...choices.actors, ...found.entries.map(({ actor }) => actor)].map(userIdOf),
  );
  const keys = page.can('hub:keys') ? await listApiKeys(page.ctx) : [];
  const names = new Map([...people, ...keys.map(({ id, name }) => [`key:${id}`, name] as const)]);
  const link = (cursor?: string) => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...filters, cursor })) if (value) params.set(name, value);
    return `${page.base}/audit${params.size > 0 ? `?${params}` : ''}`;
  };
  const links = new Map(
    await Promise.all(
      found.entries.map(async ({ target }) => [target, await subjectLink(page, target)] as const),
    ),
  );
  const titles = namesOfTargets(found.entries);
  const { features } = page.ctx.runtime.registry;
  const isFiltered = FILTERS.some((name) => filters[name]);
  return {
    title: 'Audit log',
    body: (
      <>
        <PageHeader title="Audit log" lead="Who did what, where from, and what was different before." />
        <search aria-label="Audit log">
          <form class="filters" method="get" action={`${page.base}/audit`}>
            <Select
              name="actor"
              label="Who"
              value={filters.actor ?? ''}
              choices={[
                { value: '', title: 'Anybody' },
                ...choices.actors.map((actor) => ({ value: actor, title: actorTitle(actor, names) })),
              ]}
            />
            <Select
              name="action"
              label="What"
              value={filters.action ?? ''}
              choices={[
                { value: '', title: 'Everything' },
                ...choices.actions.map((action) => ({ value: action, title: actionTitle(action, features) })),
              ]}
            />
            <TextInput
              name="target"
              label="On what"
              value={filters.target ?? ''}
              placeholder="record:, settings:records"
              maxlength={120}
              optional
            />
            <TextInput name="from" label="From" type="date" value={filters.from ?? ''} optional />
            <TextInput name="to" label="To" type="date" value={filters.to ?? ''} optional />
            <button class="button plain" type="submit">
              Filter
            </button>
          </form>
        </search>
        {found.entries.length === 0 ? (
          <EmptyState
            icon="audit"
            title={isFiltered ? 'Nothing fits' : 'Nothing was done yet'}
            action={isFiltered && <ButtonLink href={`${page.base}/audit`}>Show everything</ButtonLink>}
          >
            {isFiltered
              ? 'Choose another person, action or time.'
              : 'As soon as somebody saves a record or changes a setting, it is written down here.'}
          </EmptyState>
        ) : (
          <div class="card flush" id="audit" data-live="*">
            <div class="table-wrap">
              <table>
                <caption class="sr-only">Audit log</caption>
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Who</th>
                    <th scope="col">What</th>
                    <th scope="col">Change</th>
                  </tr>
                </thead>
                <tbody>
                  {found.entries.map((entry) => (
                    <Row
                      entry={entry}
                      action={actionTitle(entry.action, features)}
                      names={names}
                      link={links.get(entry.target)}
                      title={titles.get(entry.target)}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
        <Pagination
          newer={page.query('cursor') ? link() : undefined}
          older={found.next ? link(found.next) : undefined}
        />
      </>
    ),
  };
}

const DAY_MS = 24 * 60 * 60_000;

/** Days are whole ones in UTC; what is no day is left out. */
function readFilters(
  filters: Record<string, string | undefined>,
  cursor: string | undefined,
): ListAuditInput {
  const day = (text: string | undefined, plus: number): string | undefined => {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
    return Number.isNaN(at) ? undefined : new Date(at + plus).toISOString();
  };
  return {
    actor: filters.actor,
    action: filters.action,
    target: filters.target,
    since: day(filters.from, 0),
    until: day(filters.to, DAY_MS),
    cursor,
  };
}

const Row = (props: {
  entry: AuditRow;
  action: string;
  names: ReadonlyMap<string, string>;
  link: string | undefined;
  title: string | undefined;
}) => {
  const { entry } = props;
  const title = props.title ?? targetTitle(entry.target);
  const changes = changesOf(entry.before, entry.after);
  return (
    <tr>
      <td class="bare" data-label="When">
        <Time at={entry.createdAt} />
      </td>
      <td class="bare" data-label="Who">
        {actorTitle(entry.actor, props.names)}
        <div class="sub">{sources[entry.source] ?? entry.source}</div>
      </td>
      <td class="lead-cell" data-label="What">
        <strong title={entry.action}>{props.action}</strong>
        <div class="sub" title={entry.target}>
          {props.link ? <a href={props.link}>{title}</a> : title}
        </div>
      </td>
      <td class="wide-cell bare" data-label="Change">
        {changes.length > 0 && (
          <details class="more">
            <summary>
              {changes.length === 1 ? '1 value' : `${changes.length} values`}
              <span class="sr-only">{` of ${title}`}</span>
            </summary>
            <dl class="diff">
              {changes.map(({ name, before, after }) => (
                <div>
                  <dt>{name}</dt>
                  <dd>
                    {before !== undefined && <del>{before}</del>} {after !== undefined && <ins>{after}</ins>}
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </td>
    </tr>
  );
};
