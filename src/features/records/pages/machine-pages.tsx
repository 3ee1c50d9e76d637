import {
  Badge,
  ButtonLink,
  Card,
  EmptyState,
  PageHeader,
  Pagination,
} from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import { ActionButton, Checkbox } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { type ListedMachine, listMachines } from '../actions/list-machines.ts';
import { type MachineDetails, showMachine } from '../actions/show-machine.ts';
import { RecordTable } from './record-table.tsx';
import { idParam } from './references.ts';

const PAGE = 50;

/** What records are about, by name. */
export async function machinesPage(page: PageRequest): Promise<PageView> {
  const words = page.query('q') ?? '';
  const archived = page.query('archived') === 'on';
  const after = page.query('after');
  const rows = await listMachines(page.ctx, {
    words,
    archived,
    limit: PAGE,
    ...(after === undefined ? {} : { after }),
  });
  const link = (cursor?: string) => {
    const params = new URLSearchParams();
    if (words) params.set('q', words);
    if (archived) params.set('archived', 'on');
    if (cursor) params.set('after', cursor);
    return `${page.base}/machines${params.size > 0 ? `?${params}` : ''}`;
  };
  const last = rows.length === PAGE ? rows.at(-1)?.name.toLowerCase() : undefined;
  return {
    title: 'Machines',
    body: (
      <>
        <PageHeader
          title="Machines"
          lead="What your records are about. Other names help to recognise them in messages."
        >
          {page.can('records:manage') && <AddButton page={page} />}
        </PageHeader>
        <FilterForm
          label="Machines"
          action={`${page.base}/machines`}
          words={words}
          placeholder="Name or other name"
        >
          <Checkbox id="archived" name="archived" value="on" label="Show archived ones too" on={archived} />
          <button class="button plain" type="submit">
            Search
          </button>
        </FilterForm>
        <div
          id="results"
          class="stack results"
          data-summary={rows.length === 1 ? 'One machine' : `${rows.length} machines`}
        >
          {rows.length === 0 ? (
            <NoMachines page={page} isFiltered={words !== '' || after !== undefined} />
          ) : (
            <MachineTable page={page} rows={rows} />
          )}
          <Pagination newer={after ? link() : undefined} older={last ? link(last) : undefined} />
        </div>
      </>
    ),
  };
}

const AddButton = ({ page }: { page: PageRequest }) => (
  <ButtonLink href={`${page.base}/machines/new`} kind="primary">
    <Icon name="plus" />
    Add machine
  </ButtonLink>
);

const NoMachines = ({ page, isFiltered }: { page: PageRequest; isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState icon="machines" title="No machine fits">
      Try a part of its name, or show archived ones too.
    </EmptyState>
  ) : (
    <EmptyState
      icon="machines"
      title="No machines yet"
      action={page.can('records:manage') && <AddButton page={page} />}
    >
      Add what your people look after: pinball machines, printers, boats. Records can then say which one they
      are about.
    </EmptyState>
  );

const MachineTable = ({ page, rows }: { page: PageRequest; rows: readonly ListedMachine[] }) => (
  <div class="card flush">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Machines</caption>
        <thead>
          <tr>
            <th scope="col">Machine</th>
            <th scope="col">Location</th>
            <th scope="col">Open records</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="lead-cell" data-label="Machine">
                <span class="row">
                  <a class="title" href={`${page.base}/machines/${row.id}`}>
                    {row.name}
                  </a>
                  {row.archivedAt && <Badge>Archived</Badge>}
                </span>
                {row.aliases.length > 0 && <div class="sub">also {row.aliases.join(', ')}</div>}
              </td>
              <td data-label="Location">{row.location ?? '–'}</td>
              <td class="numeric" data-label="Open records">
                {row.openRecords > 0 ? (
                  <a href={`${page.base}/records?machine=${row.id}`}>{row.openRecords} open</a>
                ) : (
                  <span class="muted">none</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);

/** One machine with what was recorded about it. */
export async function machinePage(page: PageRequest): Promise<PageView> {
  const found = await showMachine(page.ctx, idParam(page, 'machine'));
  const { machine } = found;
  const address = `${page.base}/machines/${machine.id}`;
  return {
    title: machine.name,
    body: (
      <>
        <PageHeader
          title={machine.name}
          back={{ href: `${page.base}/machines`, title: 'Machines' }}
          lead={machine.archivedAt ? <Badge>Archived</Badge> : (machine.location ?? undefined)}
        >
          {page.can('records:manage') && (
            <>
              <ButtonLink href={`${address}/edit`}>Edit</ButtonLink>
              {machine.archivedAt ? (
                <ActionButton page={page} action={`${address}/restore`}>
                  Use again
                </ActionButton>
              ) : (
                <ButtonLink href={`${address}/archive`}>Archive</ButtonLink>
              )}
            </>
          )}
        </PageHeader>
        <div class="stats">
          <a class="stat" href={`${page.base}/records?machine=${machine.id}`}>
            <strong>{found.openRecords}</strong>
            <span>open records</span>
          </a>
          <a class="stat" href={`${page.base}/records?machine=${machine.id}&status=closed`}>
            <strong>{found.closedRecords}</strong>
            <span>closed records</span>
          </a>
        </div>
        {machine.aliases.length > 0 && <p class="muted">Also called {machine.aliases.join(', ')}.</p>}
        <Latest page={page} found={found} />
      </>
    ),
  };
}

const Latest = ({ page, found }: { page: PageRequest; found: MachineDetails }) => {
  const { machine, latest } = found;
  if (latest.length === 0) {
    return (
      <EmptyState
        icon="records"
        title="Nothing was recorded about it yet"
        action={
          !machine.archivedAt &&
          page.can('records:write') && (
            <ButtonLink href={`${page.base}/records/new?machine=${machine.id}`}>New record</ButtonLink>
          )
        }
      >
        Records that name this machine show up here.
      </EmptyState>
    );
  }
  return (
    <Card title="Latest records" flush>
      <RecordTable page={page} caption="Latest records" rows={latest.map((row) => ({ row }))} time="Saved" />
    </Card>
  );
};
