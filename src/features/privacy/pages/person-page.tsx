import { nameMembers } from '../../../core/accounts/member-names.ts';
import { InputError } from '../../../core/errors.ts';
import { Card, EmptyState, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { ActionButton, Checkbox, Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRedirect, PageRequest, PageView } from '../../../core/web/page.ts';
import { isSnowflake } from '../../../discord/snowflake.ts';
import { previewErasure } from '../actions/preview-erasure.ts';
import { requestErasure } from '../actions/request-erasure.ts';
import type { ErasureCounts } from '../tables.ts';
import { CountTable, rowsIn } from './count-table.tsx';

const NO_ID = 'That is not a Discord id of a person: it is a number of 17 to 20 digits.';

/** Looks a person up by Discord id: how many rows of each table concern them. */
export async function personPage(page: PageRequest): Promise<PageView> {
  const typed = page.form.text('person')?.trim() ?? page.query('person') ?? '';
  const known = isSnowflake(typed);
  const counts = known ? await previewErasure(page.ctx, typed) : undefined;
  const name = known ? (await nameMembers(page.ctx, [typed])).get(typed) : undefined;
  return {
    title: 'Privacy',
    body: (
      <>
        <PageHeader
          title="Privacy"
          lead="What is kept about a person in this server: hand it to them, or erase it when they ask for that."
        />
        <FormProblems page={page} />
        <search aria-label="People">
          <form class="filters" method="get" action={`${page.base}/privacy`}>
            <div class="search">
              <TextInput
                name="person"
                label="Discord id of the person"
                value={typed}
                problem={typed && !known ? NO_ID : undefined}
                help="In Discord: Settings → Advanced → Developer Mode, then right-click the person → Copy User ID."
                maxlength={20}
              />
            </div>
            <button class="button plain" type="submit">
              Search
            </button>
          </form>
        </search>
        {counts && <Found page={page} person={{ id: typed, name: name ?? typed }} counts={counts} />}
      </>
    ),
  };
}

const Found = (props: { page: PageRequest; person: { id: string; name: string }; counts: ErasureCounts }) => {
  const { page, person, counts } = props;
  if (rowsIn(counts) === 0) {
    return (
      <EmptyState icon="privacy" title="Nothing is kept">
        No table holds anything about {person.name} in this server.
      </EmptyState>
    );
  }
  return (
    <>
      <Card title={`Kept about ${person.name}`} flush>
        <CountTable counts={counts} />
      </Card>
      <Card title="Hand it over">
        <p>
          A file with every row, without secrets and without what others said. It is written down in the audit
          log.
        </p>
        <ActionButton page={page} action={`${page.base}/privacy/export`} values={{ person: person.id }}>
          Download the export
        </ActionButton>
      </Card>
      <Card title="Erase">
        <p>
          Takes the person out of all these tables, ends their sign-ins and gives back what they had allowed
          at Discord, unless a link in another server needs it. What stands in Discord itself stays, such as
          roles. You are asked once more before anything happens.
        </p>
        <Form page={page} action={`${page.base}/privacy/erase`}>
          <input type="hidden" name="person" value={person.id} />
          <Checkbox
            id="keep-facts"
            name="keepFacts"
            value="on"
            label="Leave titles and fields of records, which the organisation needs"
            on={page.form.has('keepFacts')}
          />
          <div class="form-actions">
            <button class="button danger" type="submit">
              Erase…
            </button>
          </div>
        </Form>
      </Card>
    </>
  );
};

/** The second step: says what goes, and wants the id typed again. Changes nothing. */
export async function eraseForm(page: PageRequest): Promise<PageView> {
  const person = page.form.text('person')?.trim() ?? '';
  const counts = await previewErasure(page.ctx, person);
  const keepFacts = page.form.has('keepFacts');
  const name = (await nameMembers(page.ctx, [person])).get(person) ?? person;
  const back = `${page.base}/privacy?${new URLSearchParams({ person })}`;
  return {
    title: `Erase ${name}`,
    body: (
      <>
        <PageHeader title={`Erase ${name}?`} back={{ href: back, title: 'Privacy' }} />
        <FormProblems page={page} />
        <Note tone="warning">
          This cannot be undone. {rowsIn(counts)} rows are changed or deleted
          {keepFacts ? '; titles and fields of records stay.' : '.'}
        </Note>
        <Card>
          <CountTable counts={counts} />
          <Form page={page} action={`${page.base}/privacy/erase/confirm`}>
            <input type="hidden" name="person" value={person} />
            {keepFacts && <input type="hidden" name="keepFacts" value="on" />}
            <TextInput
              name="again"
              label="The person's id once more"
              value={page.value('again', '')}
              problem={page.problem?.fields.again}
              help={`Type ${person} to confirm.`}
              maxlength={20}
            />
            <div class="form-actions">
              <button class="button danger" type="submit">
                Erase for good
              </button>
              <a class="button plain" href={back}>
                Cancel
              </a>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

/** Starts the erasing; a job does it. */
export async function submitErase(page: PageRequest): Promise<PageRedirect> {
  const personId = page.form.text('person')?.trim() ?? '';
  if (page.form.text('again')?.trim() !== personId) {
    const problem = 'That is not the same id. Nothing was erased.';
    throw new InputError(problem, { again: problem });
  }
  const erasure = await requestErasure(page.ctx, { personId, keepFacts: page.form.has('keepFacts') });
  return erasure
    ? { to: `/privacy/erasures/${erasure.id}`, flash: 'The erasing has begun.' }
    : { to: '/privacy', flash: 'Nothing is kept about this person, so nothing was erased.' };
}
