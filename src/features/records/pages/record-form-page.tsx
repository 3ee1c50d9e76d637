import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, Select, TextArea, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listMachines } from '../actions/list-machines.ts';
import { showRecord } from '../actions/show-record.ts';
import { findKind, type KindField, type RecordKind, recordKinds, TITLE_MAX_LENGTH } from '../kinds.ts';
import { recordPath } from './record-parts.tsx';
import { recordParam } from './references.ts';

interface Saved {
  title: string;
  fields: Record<string, string>;
  machineId: string;
  machineName?: string | undefined;
  parent: string;
}

const nothing: Saved = { title: '', fields: {}, machineId: '', parent: '' };

export async function newRecordPage(page: PageRequest): Promise<PageView> {
  const asked = page.form.text('kind') ?? page.query('kind') ?? 'problem';
  const kind = findKind(asked) ?? recordKinds[0];
  if (!kind) throw new Error('there are no kinds of records');
  const saved = { ...nothing, machineId: page.query('machine') ?? '', parent: page.query('parent') ?? '' };
  return {
    title: 'New record',
    body: (
      <>
        <PageHeader title="New record" back={{ href: `${page.base}/records`, title: 'Records' }} />
        <nav class="tabs" aria-label="Kind of record">
          {recordKinds.map(({ name, title }) => (
            <a
              href={`${page.base}/records/new?kind=${name}`}
              aria-current={name === kind.name ? 'page' : undefined}
            >
              {title}
            </a>
          ))}
        </nav>
        <FormProblems page={page} />
        <Card>
          <Form page={page} action={`${page.base}/records/new`}>
            <input type="hidden" name="kind" value={kind.name} />
            <input type="hidden" name="nonce" value={page.value('nonce', crypto.randomUUID())} />
            {await inputs(page, kind, saved)}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Save {kind.title.toLowerCase()}
              </button>
              <ButtonLink href={`${page.base}/records`}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

export async function editRecordPage(page: PageRequest): Promise<PageView> {
  const { row, machine, parent } = await showRecord(page.ctx, recordParam(page));
  const kind = findKind(row.kind) ?? { ...unknownKind, name: row.kind };
  const back = recordPath(page, row);
  const saved: Saved = {
    title: row.title,
    fields: row.fields,
    machineId: machine?.id ?? '',
    machineName: machine?.name,
    parent: parent ? `#${parent.number}` : '',
  };
  return {
    title: `Edit #${row.number}`,
    body: (
      <>
        <PageHeader title={`Edit #${row.number}`} back={{ href: back, title: row.title }} />
        <FormProblems page={page} />
        {page.problem?.reason === 'record-changed' && (
          <Note tone="warning">
            <p>Saved now:</p>
            <ul>
              <li>Title: {row.title}</li>
              {kind.fields.map(({ name, label }) => (
                <li>
                  {label}: {row.fields[name] ?? '–'}
                </li>
              ))}
            </ul>
          </Note>
        )}
        <Card>
          <Form page={page} action={`${back}/edit`}>
            <input type="hidden" name="updatedAt" value={row.updatedAt.toISOString()} />
            {await inputs(page, kind, saved)}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Save
              </button>
              <ButtonLink href={back}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

const unknownKind: RecordKind = { name: '', title: 'Record', emoji: '', color: 0, when: '', fields: [] };

async function inputs(page: PageRequest, kind: RecordKind, saved: Saved) {
  const machines = await listMachines(page.ctx, { limit: 100 });
  const listed = machines.map(({ id, name }) => ({ value: id, title: name }));
  const own = saved.machineName && !listed.some(({ value }) => value === saved.machineId);
  const problems = page.problem?.fields ?? {};
  return (
    <>
      <TextInput
        name="title"
        label="Title"
        value={page.value('title', saved.title)}
        problem={problems.title}
        help="Short, so that others find it again."
        maxlength={TITLE_MAX_LENGTH}
      />
      <Select
        name="machine"
        label="Machine"
        value={page.value('machine', saved.machineId)}
        problem={problems.machine}
        choices={[
          { value: '', title: 'None' },
          ...(own ? [{ value: saved.machineId, title: `${saved.machineName} (archived)` }] : []),
          ...listed,
        ]}
        optional
      />
      {kind.fields.map((field) => (
        <KindInput page={page} field={field} value={saved.fields[field.name] ?? ''} />
      ))}
      {kind.parentKind && (
        <TextInput
          name="parent"
          label="Belongs to"
          value={page.value('parent', saved.parent)}
          problem={problems.parent}
          help={`The number of a ${findKind(kind.parentKind)?.title.toLowerCase() ?? 'record'}.`}
          placeholder="#12"
          maxlength={40}
          optional
        />
      )}
    </>
  );
}

const KindInput = ({ page, field, value }: { page: PageRequest; field: KindField; value: string }) => {
  const name = `fields.${field.name}`;
  const common = {
    name,
    label: field.label,
    value: page.value(name, value),
    problem: page.problem?.fields[name],
    help: field.description,
    maxlength: field.maxLength,
    optional: !field.required,
  };
  if (field.style === 'paragraph') return <TextArea {...common} rows={5} />;
  if (field.style === 'line') return <TextInput {...common} />;
  const choices = (field.choices ?? []).map((choice) => ({ value: choice, title: choice }));
  return (
    <Select {...common} choices={field.required ? choices : [{ value: '', title: 'Not said' }, ...choices]} />
  );
};
