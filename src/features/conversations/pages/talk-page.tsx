import { Card, Initials, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { Field, Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest } from '../../../core/web/page.ts';
import { answerOwnTalk, type OwnTalk, readOwnTalk } from '../actions/own-talk.ts';
import { conversationsSettings } from '../settings.ts';
import { PASS } from '../talk-link.ts';

/** The person's own talk with the team: what was said, and a form to answer. */
export async function talkPage(page: PageRequest): Promise<PageAnswer> {
  const [talk, { identity, teamName }] = await Promise.all([
    readOwnTalk(page.ctx, page.param('conversation')),
    page.ctx.settings(conversationsSettings),
  ]);
  const team = teamName || 'The team';
  const { conversation } = talk;
  const here = `${page.base}/talk/${conversation.id}`;
  const pass = passOf(page);
  return {
    title: `Your talk with ${team}`,
    body: (
      <>
        <PageHeader
          title={conversation.subject || `Your talk with ${team}`}
          lead={`Only you and the team of ${page.guild.name} can read this.`}
        />
        <Card>
          <ol class="timeline">
            {talk.messages.map((entry) => (
              <Said entry={entry} team={team} here={here} pass={pass} named={identity === 'named'} />
            ))}
          </ol>
          {talk.messages.length === 0 && <p>Nothing was said yet.</p>}
        </Card>
        <Card title="Answer">
          <FormProblems page={page} />
          <Form page={page} action={`${here}${pass}`} once>
            <Field name="content" label="Your message" problem={page.problem?.fields.content}>
              <textarea id="field-content" name="content" rows={5} maxlength={4_000} required>
                {page.value('content', '')}
              </textarea>
            </Field>
            <button class="button primary" type="submit">
              Send
            </button>
          </Form>
        </Card>
      </>
    ),
  };
}

export async function submitAnswer(page: PageRequest): Promise<PageAnswer> {
  const id = page.param('conversation');
  await answerOwnTalk(page.ctx, id, { content: page.form.text('content') });
  return {
    to: `/talk/${encodeURIComponent(id)}${passOf(page)}`,
    flash: 'Your message was sent to the team.',
  };
}

/** A guest's pass goes along wherever the page leads. */
function passOf(page: PageRequest): string {
  const pass = page.query(PASS);
  return pass ? `?${PASS}=${encodeURIComponent(pass)}` : '';
}

const Said = (props: {
  entry: OwnTalk['messages'][number];
  team: string;
  here: string;
  pass: string;
  named: boolean;
}) => {
  const { message, files } = props.entry;
  const mine = message.direction === 'in';
  const isAgent = message.authorKind === 'staff' && props.named;
  const name = mine ? 'You' : isAgent ? message.authorName : props.team;
  return (
    <li>
      <Initials name={name} />
      <div class="bubble">
        <p class="meta">
          <strong>{name}</strong>
          <Time at={message.sentAt ?? message.createdAt} />
        </p>
        <p class="prose">{message.content}</p>
        {files.map((file) => (
          <p>
            {file.state === 'stored' ? (
              <a href={`${props.here}/files/${file.id}${props.pass}`}>{file.filename}</a>
            ) : (
              <span>
                {file.filename} ({file.lostReason ?? 'not copied yet'})
              </span>
            )}
          </p>
        ))}
      </div>
    </li>
  );
};
