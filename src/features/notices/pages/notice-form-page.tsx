import type { Child } from 'hono/jsx';
import { NotFoundError } from '../../../core/errors.ts';
import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, Select, TextArea, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { previewNotice } from '../actions/draft-notice.ts';
import { MESSAGE_MAX_LENGTH, TITLE_MAX_LENGTH } from '../limits.ts';
import { RAISE_ACCESS } from '../plan-notice.ts';
import { BILLING_TYPES, BILLING_WORDS, IMPACTS, SEVERITIES } from '../schemas.ts';
import { NOTICE_KINDS, type NoticeKind, STATE_LOOKS, STATES } from '../states.ts';
import { DrawnNotice, RAISE_WORDS } from './notice-parts.tsx';
import { readNotice } from './read-notice-form.ts';

/** The form of a new notice of the kind that the address names; `preview` stands above it. */
export async function newNoticePage(page: PageRequest, preview?: Child): Promise<PageView> {
  const kind = kindParam(page);
  await page.ctx.require(RAISE_ACCESS[kind]);
  const path = `${page.base}/notices/new/${kind}`;
  return {
    title: RAISE_WORDS[kind],
    body: (
      <>
        <PageHeader title={RAISE_WORDS[kind]} back={{ href: `${page.base}/notices`, title: 'Notices' }} />
        <FormProblems page={page} />
        {preview}
        <Card>
          <Form page={page} action={path} once>
            {inputs[kind](page)}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Post it
              </button>
              <button class="button plain" type="submit" formaction={`${path}/preview`}>
                Preview
              </button>
              <ButtonLink href={`${page.base}/notices`}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

/** Shows the form again as it was typed, and above it what would be posted. Saves and posts nothing. */
export async function previewNew(page: PageRequest): Promise<PageView> {
  const row = await previewNotice(page.ctx, await readNotice(page, kindParam(page)));
  const typed = {
    ...page,
    value: (name: string, fallback: string) => page.form.text(name) ?? fallback,
  };
  return newNoticePage(
    typed,
    <Card title="As it would be posted">
      <DrawnNotice row={row} />
      <Note>
        Nothing is posted yet.
        {row.kind === 'alert' && ' The roles that are set for alerts are pinged when it is.'}
      </Note>
    </Card>,
  );
}

export function kindParam(page: PageRequest): NoticeKind {
  const kind = NOTICE_KINDS.find((one) => one === page.param('kind'));
  if (!kind) throw new NotFoundError('There is no such kind of notice.');
  return kind;
}

const common = (page: PageRequest, name: string, fallback = '') => ({
  name,
  value: page.value(name, fallback),
  problem: page.problem?.fields[name],
});

const titleAndMessage = (page: PageRequest) => (
  <>
    <TextInput {...common(page, 'title')} label="Title" maxlength={TITLE_MAX_LENGTH} />
    <TextArea
      {...common(page, 'message')}
      label="What people have to know"
      rows={4}
      maxlength={MESSAGE_MAX_LENGTH}
      help="Nobody is pinged by what is written here."
    />
  </>
);

const affectedInput = (page: PageRequest) => (
  <TextInput
    {...common(page, 'affected')}
    label="What is affected"
    help="Separated by commas."
    maxlength={500}
    optional
  />
);

const plain = (values: readonly string[]) => values.map((value) => ({ value, title: value }));
const capital = (values: readonly string[]) =>
  values.map((value) => ({ value, title: value.charAt(0).toUpperCase() + value.slice(1) }));

const inputs: Readonly<Record<NoticeKind, (page: PageRequest) => Child>> = {
  status: (page) => (
    <>
      {titleAndMessage(page)}
      <Select
        {...common(page, 'state', 'investigating')}
        label="How far you are"
        choices={STATES.status.map((value) => ({ value, title: STATE_LOOKS[value].words }))}
      />
      <Select {...common(page, 'impact', 'minor')} label="How bad it is" choices={capital(IMPACTS)} />
      {affectedInput(page)}
    </>
  ),
  maintenance: (page) => (
    <>
      {titleAndMessage(page)}
      <TextInput
        {...common(page, 'startsAt')}
        label="Begins"
        help="In words, by the clock of the server: “tomorrow 22:00”, “2026-12-01 22:00”."
        maxlength={100}
      />
      <TextInput {...common(page, 'endsAt')} label="Ends" maxlength={100} />
      {affectedInput(page)}
    </>
  ),
  alert: (page) => (
    <>
      {titleAndMessage(page)}
      <Select {...common(page, 'severity', 'critical')} label="How bad it is" choices={capital(SEVERITIES)} />
      <TextInput {...common(page, 'source')} label="What noticed it" maxlength={80} optional />
      <TextInput
        {...common(page, 'key')}
        label="Key"
        help="Alerts of one key are one alert as long as it is open."
        maxlength={200}
        optional
      />
    </>
  ),
  billing: (page) => (
    <>
      <TextInput {...common(page, 'amount')} label="Amount" placeholder="12.50" maxlength={20} />
      <Select
        {...common(page, 'currency', 'USD')}
        label="Currency"
        choices={plain(Intl.supportedValuesOf('currency'))}
      />
      <Select
        {...common(page, 'type', 'payment')}
        label="What it is"
        choices={BILLING_TYPES.map((value) => ({ value, title: BILLING_WORDS[value] }))}
      />
      <TextArea {...common(page, 'message')} label="What for" rows={3} maxlength={1_000} optional />
      <TextInput
        {...common(page, 'customerId')}
        label="Customer"
        help="The name of a member, or a Discord id. They are told where they chose. Empty: nobody besides the channel."
        maxlength={100}
        optional
      />
    </>
  ),
};
