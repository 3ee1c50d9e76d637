import { ConflictError, InputError, NotFoundError } from '../../../../core/errors.ts';
import { Card, Note, PageHeader } from '../../../../core/web/components/basics.tsx';
import type { OpenAnswer, OpenRequest } from '../../../../core/web/open-page.ts';
import { findTicket } from '../../find-ticket.ts';
import { system } from '../../system.ts';
import type { Ticket } from '../../views.ts';
import { COMMENT_MAX_LENGTH, loadRating, rateTicket } from '../closing/rate-ticket.ts';
import { isPass } from '../pass.ts';

const WORDS = ['', 'Bad', 'Not good', 'All right', 'Good', 'Very good'];

/** Asks the member of a closed ticket how it went, by a signed link: no account is needed, and nobody is told more. */
export const ratePage = (page: OpenRequest): Promise<OpenAnswer> => draw(page);

/** `problem`: why what was sent did not count; it is shown again with all that was typed. */
async function draw(page: OpenRequest, problem?: InputError | ConflictError): Promise<OpenAnswer> {
  const { conversation, ticket } = await findByPass(page);
  const rating = await loadRating(system(page.ctx), ticket.id);
  const name = await page.guildName();
  const typed = page.form.text('score');
  return {
    ...(problem ? { status: problem.status } : {}),
    title: `How did #${conversation.number} go?`,
    body: (
      <>
        <PageHeader
          title={`How did ticket #${conversation.number} go?`}
          lead={`${name}: ${conversation.subject}`}
        />
        <Card>
          {rating ? (
            <p>You rated it {rating.score} of 5. Thank you!</p>
          ) : (
            <form method="post" class="form">
              <input type="hidden" name="csrf" value={page.csrf} />
              {problem && <Note tone="bad">{problem.message}</Note>}
              <fieldset>
                <legend>Your rating</legend>
                {[5, 4, 3, 2, 1].map((score) => (
                  <p>
                    <label>
                      <input
                        type="radio"
                        name="score"
                        value={String(score)}
                        checked={typed === String(score)}
                        required
                      />{' '}
                      {`${'★'.repeat(score)} ${WORDS[score]}`}
                    </label>
                  </p>
                ))}
              </fieldset>
              <p>
                <label for="field-comment">What went well, what did not? (optional)</label>
                <textarea id="field-comment" name="comment" rows={4} maxlength={COMMENT_MAX_LENGTH}>
                  {page.form.text('comment') ?? ''}
                </textarea>
              </p>
              <button class="button primary" type="submit">
                Send
              </button>
            </form>
          )}
        </Card>
      </>
    ),
  };
}

export async function submitRating(page: OpenRequest): Promise<OpenAnswer> {
  const { ticket, conversation } = await findByPass(page);
  const member = page.ctx.as({
    kind: 'user',
    id: conversation.personId,
    name: conversation.personName,
    permissions: 0n,
    roleIds: [],
  });
  const [score, comment] = [page.form.text('score'), page.form.text('comment') ?? ''];
  if (score === undefined) return draw(page, new InputError('Choose one of the five first.'));
  try {
    await rateTicket(member, ticket.id, { score: Number(score), comment });
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ConflictError)) throw error;
    return draw(page, error);
  }
  const { guildId } = page.ctx;
  return {
    to: `/ticket/${guildId}/rate/${ticket.id}/${page.param('pass')}`,
    flash: 'Thank you for your rating!',
  };
}

async function findByPass(page: OpenRequest): Promise<Ticket> {
  const id = page.param('ticket');
  if (!(await isPass(page.ctx, page.param('pass'), { for: 'rate', id })))
    throw new NotFoundError('This link is no longer good. Ask the team for a new one.');
  return findTicket(page.ctx, id);
}
