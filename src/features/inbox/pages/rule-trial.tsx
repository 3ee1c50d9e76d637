import { GuildhallError } from '../../../core/errors.ts';
import { Card, Note } from '../../../core/web/components/basics.tsx';
import { Select, TextArea, TextInput } from '../../../core/web/components/form.tsx';
import type { Named } from '../../../core/web/guild-choices.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { previewRoute, type RoutePreview } from '../actions/preview-route.ts';

const HELD: Record<string, string> = {
  blocked: 'It would not come to the desk: this person is blocked.',
  age: 'It would be held back: the account is younger than the settings want.',
  lockdown: 'It would be held back: the inbox is in lockdown.',
};

/** What came of trying the rules; neither part when nobody did. */
export type Tried = { preview: RoutePreview } | { problem: string } | Record<never, never>;

/** Asks where the message of the address would go: `?text=`, and `?person=` or `?role=` and `?member=`. */
export async function tryOut(page: PageRequest): Promise<Tried> {
  const text = page.query('text');
  const personId = page.query('person');
  if (text === undefined && personId === undefined) return {};
  const role = page.query('role');
  try {
    return {
      preview: await previewRoute(page.ctx, {
        text: text ?? '',
        personId: personId ?? null,
        roleIds: role ? [role] : [],
        isMember: page.query('member') !== 'no',
      }),
    };
  } catch (error) {
    if (!(error instanceof GuildhallError) || error.status >= 500) throw error;
    return { problem: error.message };
  }
}

/** A message to try the rules with; nothing is sent. */
export const TryRules = (props: { page: PageRequest; roles: readonly Named[] | undefined; tried: Tried }) => {
  const { page, roles, tried } = props;
  return (
    <Card title="Try it out">
      <form class="form" method="get" action={`${page.base}/inbox/rules`}>
        <TextArea
          name="text"
          label="What somebody writes"
          value={page.query('text') ?? ''}
          rows={3}
          maxlength={500}
        />
        {roles && (
          <Select
            name="role"
            label="Their role"
            value={page.query('role') ?? ''}
            choices={[
              { value: '', title: 'None of these' },
              ...roles.map(({ id, name }) => ({ value: id, title: name })),
            ]}
          />
        )}
        <Select
          name="member"
          label="Where they are"
          value={page.query('member') ?? 'yes'}
          choices={[
            { value: 'yes', title: 'In this server' },
            { value: 'no', title: 'Not in this server' },
          ]}
        />
        <TextInput
          name="person"
          label="Or somebody in particular"
          value={page.query('person') ?? ''}
          help="Discord id of a person: then their own roles count, and who talked with them before."
          maxlength={20}
          optional
        />
        <button class="button plain" type="submit">
          Where would it go?
        </button>
      </form>
      <div id="trial" role="status">
        {'problem' in tried && <Note tone="warning">{tried.problem}</Note>}
        {'preview' in tried && <Outcome preview={tried.preview} />}
      </div>
    </Card>
  );
};

const Outcome = ({ preview: { reason, tags, priority, held } }: { preview: RoutePreview }) => (
  <>
    {held && <Note tone="warning">{HELD[held] ?? 'It would be held back.'}</Note>}
    <Note tone={reason.agentId ? 'good' : 'neutral'}>
      <strong>{reason.agentName ? `${reason.agentName} would get it.` : 'Nobody would get it.'}</strong>{' '}
      {reason.sentence}
      {tags.length > 0 && ` Tags: ${tags.join(', ')}.`}
      {priority && ` Priority: ${priority}.`}
    </Note>
  </>
);
