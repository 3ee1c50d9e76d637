import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showMachine } from '../actions/show-machine.ts';
import { MACHINE_NAME_MAX_LENGTH } from '../limits.ts';
import { idParam } from './references.ts';

interface Saved {
  name: string;
  aliases: readonly string[];
  location: string | null;
}

export async function newMachinePage(page: PageRequest): Promise<PageView> {
  return {
    title: 'Add machine',
    body: (
      <MachineForm
        page={page}
        title="Add machine"
        saved={{ name: '', aliases: [], location: null }}
        action={`${page.base}/machines/new`}
        back={{ href: `${page.base}/machines`, title: 'Machines' }}
        submit="Add machine"
      />
    ),
  };
}

export async function editMachinePage(page: PageRequest): Promise<PageView> {
  const { machine } = await showMachine(page.ctx, idParam(page, 'machine'));
  const address = `${page.base}/machines/${machine.id}`;
  return {
    title: `Edit ${machine.name}`,
    body: (
      <MachineForm
        page={page}
        title={`Edit ${machine.name}`}
        saved={machine}
        action={`${address}/edit`}
        back={{ href: address, title: machine.name }}
        submit="Save"
      />
    ),
  };
}

const MachineForm = (props: {
  page: PageRequest;
  title: string;
  saved: Saved;
  action: string;
  back: { href: string; title: string };
  submit: string;
}) => {
  const { page, saved } = props;
  const problems = page.problem?.fields ?? {};
  const aliasProblem = Object.entries(problems).find(([name]) => name.startsWith('aliases'))?.[1];
  return (
    <>
      <PageHeader title={props.title} back={props.back} />
      <FormProblems page={page} />
      <Card>
        <Form page={page} action={props.action} once>
          <TextInput
            name="name"
            label="Name"
            value={page.value('name', saved.name)}
            problem={problems.name}
            maxlength={MACHINE_NAME_MAX_LENGTH}
          />
          <TextInput
            name="aliases"
            label="Other names"
            value={page.value('aliases', saved.aliases.join(', '))}
            problem={aliasProblem}
            help="What people call it in messages, separated by commas; at most ten."
            placeholder="MM, Medieval"
            optional
          />
          <TextInput
            name="location"
            label="Location"
            value={page.value('location', saved.location ?? '')}
            problem={problems.location}
            placeholder="Main hall, left row"
            maxlength={100}
            optional
          />
          <div class="form-actions">
            <button class="button primary" type="submit">
              {props.submit}
            </button>
            <ButtonLink href={props.back.href}>Cancel</ButtonLink>
          </div>
        </Form>
      </Card>
    </>
  );
};

/** What archiving would mean, before it is done. */
export async function archiveMachinePage(page: PageRequest): Promise<PageView> {
  const { machine, openRecords, closedRecords } = await showMachine(page.ctx, idParam(page, 'machine'));
  const address = `${page.base}/machines/${machine.id}`;
  const records = openRecords + closedRecords;
  return {
    title: `Archive ${machine.name}`,
    body: (
      <>
        <PageHeader title={`Archive ${machine.name}?`} back={{ href: address, title: machine.name }} />
        <Card>
          <p>It is no longer offered when somebody writes a record, and Claude no longer knows of it.</p>
          <p>
            {records === 0
              ? 'No record is about it.'
              : records === 1
                ? 'One record stays as it is and keeps its name.'
                : `All ${records} records stay as they are and keep its name.`}{' '}
            You can take it back into use at any time.
          </p>
          {openRecords > 0 && (
            <Note tone="warning">
              {openRecords === 1 ? 'One record about it is' : `${openRecords} records about it are`} still
              open.{' '}
              <a href={`${page.base}/records?machine=${machine.id}`}>
                Look at {openRecords === 1 ? 'it' : 'them'} first
              </a>
            </Note>
          )}
          <Form page={page} action={`${address}/archive`}>
            <div class="form-actions">
              <button class="button danger" type="submit">
                Archive {machine.name}
              </button>
              <ButtonLink href={address}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}
