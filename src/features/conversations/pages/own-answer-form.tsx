import { Field, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { OWN_ANSWER_MAX_LENGTH } from '../actions/answer-own-talk.ts';
import { UploadField } from './upload-field.tsx';

/** Where a person answers in their own talk, with files; read by readOwnAnswer. */
export const OwnAnswerForm = (props: {
  page: PageRequest;
  action: string;
  /** Address that answers by answerOwnUpload. */
  uploadsTo: string;
}) => {
  const { page, action, uploadsTo } = props;
  return (
    <Form page={page} action={action} once files>
      <Field name="content" label="Your message" problem={page.problem?.fields.content}>
        <textarea id="field-content" name="content" rows={5} maxlength={OWN_ANSWER_MAX_LENGTH}>
          {page.value('content', '')}
        </textarea>
      </Field>
      <UploadField page={page} uploadsTo={uploadsTo} />
      <div class="form-actions">
        <button class="button primary" type="submit">
          Send
        </button>
      </div>
    </Form>
  );
};
