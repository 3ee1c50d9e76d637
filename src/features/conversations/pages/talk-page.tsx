import { Card, PageHeader } from '../../../core/web/components/basics.tsx';
import { FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest } from '../../../core/web/page.ts';
import { answerOwnTalk } from '../actions/answer-own-talk.ts';
import { readOwnTalk } from '../actions/own-talk.ts';
import { conversationsSettings } from '../settings.ts';
import { PASS } from '../talk-link.ts';
import { OwnAnswerForm } from './own-answer-form.tsx';
import { OwnTimeline } from './own-timeline.tsx';
import { answerOwnUpload, readOwnAnswer } from './uploads.ts';

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
          <OwnAnswerForm page={page} action={`${here}${pass}`} uploadsTo={`${here}/files${pass}`} />
        </Card>
      </>
    ),
  };
}

export async function submitAnswer(page: PageRequest): Promise<PageAnswer> {
  const id = page.param('conversation');
  await answerOwnTalk(page.ctx, id, await readOwnAnswer(page, id));
  return {
    to: `/talk/${encodeURIComponent(id)}${passOf(page)}`,
    flash: 'Your message was sent to the team.',
  };
}

/** Keeps a file while the answer is still being written. */
export async function submitOwnFile(page: PageRequest): Promise<Response> {
  const { id } = (await readOwnTalk(page.ctx, page.param('conversation'))).conversation;
  return answerOwnUpload(page, id);
}

/** A guest's pass goes along wherever the page leads. */
function passOf(page: PageRequest): string {
  const pass = page.query(PASS);
  return pass ? `?${PASS}=${encodeURIComponent(pass)}` : '';
}
