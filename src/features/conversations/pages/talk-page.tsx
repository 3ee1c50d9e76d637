import { Card, PageHeader } from '../../../core/web/components/basics.tsx';
import { Field, Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest } from '../../../core/web/page.ts';
import { answerOwnTalk, readOwnTalk } from '../actions/own-talk.ts';
import { conversationsSettings } from '../settings.ts';
import { PASS } from '../talk-link.ts';
import { OwnTimeline } from './own-timeline.tsx';

/** The person's own talk with the team: what was said, and a form to answer. */
export async function talkPage(page: PageRequest): Promise<PageAnswer> {
  const [talk, { teamName }] = await Promise.all([
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
          <OwnTimeline page={page} talk={talk} pass={pass} />
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
