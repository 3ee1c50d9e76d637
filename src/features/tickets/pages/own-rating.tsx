import { Card } from '../../../core/web/components/basics.tsx';
import { Field, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { COMMENT_MAX_LENGTH } from '../desk/closing/rate-ticket.ts';
import { Stars } from './ticket-parts.tsx';

const SCORES = [1, 2, 3, 4, 5] as const;

interface Parts {
  page: PageRequest;
  /** Address of the member's own page of the ticket. */
  at: string;
}

/** Asks how it went; one press says it. */
export const AskRating = ({ page, at }: Parts) => (
  <Card title="How did it go?">
    <Form page={page} action={`${at}/rate`} class="row">
      {SCORES.map((score) => (
        <button class="button plain" type="submit" name="score" value={String(score)}>
          {score}
          <span aria-hidden="true"> {'★'.repeat(score)}</span>
          <span class="sr-only"> of 5</span>
        </button>
      ))}
    </Form>
  </Card>
);

/** What the member said of it, with words to be added once. */
export const GivenRating = ({ page, at, rating }: Parts & { rating: { score: number; comment: string } }) => (
  <Card title="Your rating">
    <Stars score={rating.score} />
    {rating.comment ? (
      <blockquote class="prose">{rating.comment}</blockquote>
    ) : (
      <Form page={page} action={`${at}/comment`}>
        <Field name="comment" label="What could be better?" problem={page.problem?.fields.comment}>
          <textarea id="field-comment" name="comment" rows={3} maxlength={COMMENT_MAX_LENGTH}>
            {page.value('comment', '')}
          </textarea>
        </Field>
        <button class="button plain" type="submit">
          Send
        </button>
      </Form>
    )}
  </Card>
);
