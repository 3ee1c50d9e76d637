import { Form } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import type { ConversationRow, MessageView } from '../views.ts';
import { UploadField } from './upload-field.tsx';

/** A text that is said often. */
export interface CannedText {
  name: string;
  /** Filled in for this conversation. */
  body: string;
}

/** Where answers are written: says before sending how they will arrive, and who else is writing. */
export const TalkComposer = (props: {
  page: PageRequest;
  conversation: ConversationRow;
  /** Address of the conversation's own page. */
  at: string;
  /** How an answer will arrive, and whether it can. */
  reach: { text: string; isBad: boolean };
  canned: readonly CannedText[];
  answers: MessageView | undefined;
  lastSequence: number;
  timeZone: string;
}) => {
  const { page, conversation, at, reach, canned, answers } = props;
  const { problem } = page;
  const isInTheWay = problem?.reason === 'colleague-writes';
  return (
    <section class="talk-composer" id="composer" aria-label="Write">
      {problem && (
        <div class={isInTheWay ? 'note warning' : 'note bad'} role="alert" id="problems">
          <Icon name="warning" />
          <div>{problem.message}</div>
        </div>
      )}
      <p
        id="colleagues"
        class="talk-colleagues"
        role="status"
        data-subject={`conversation:${conversation.id}`}
      ></p>
      <Form page={page} action={`${at}/reply`} class="talk-form" once files>
        <input type="hidden" name="seen" value={String(props.lastSequence)} />
        {isInTheWay && <input type="hidden" name="confirm" value="yes" />}
        {answers && (
          <div class="talk-answers">
            <input type="hidden" name="replyTo" value={answers.id} />
            <span>
              In answer to <strong>{answers.author.name}</strong>: {answers.content.slice(0, 120)}
            </span>
            <a href={`${at}#composer`}>Not in answer</a>
          </div>
        )}
        <label class="sr-only" for="field-content">
          Message to {conversation.personName}
        </label>
        <textarea
          id="field-content"
          name="content"
          rows={3}
          maxlength={MESSAGE_LIMITS.content}
          placeholder={`Write to ${conversation.personName}…`}
          aria-describedby="reach"
          data-composer
        >
          {page.value('content', '')}
        </textarea>
        <div class="talk-bar">
          <p id="reach" class={reach.isBad ? 'talk-reach bad' : 'talk-reach'}>
            <Icon name={reach.isBad ? 'warning' : 'arrow'} />
            {reach.text}
          </p>
          <div class="talk-buttons">
            {canned.length > 0 && (
              <select id="canned" aria-label="Put in a canned reply" data-canned hidden>
                <option value="">Canned reply…</option>
                {canned.map(({ name, body }) => (
                  <option value={body}>{name}</option>
                ))}
              </select>
            )}
            <button class="button plain" type="submit" name="kind" value="note">
              Add as note
            </button>
            <button class="button primary" type="submit" name="kind" value="reply" data-send>
              {isInTheWay ? 'Send anyway' : 'Send'}
            </button>
          </div>
        </div>
        <UploadField page={page} uploadsTo={`${at}/files`} />
        <details class="talk-options">
          <summary>Send later, or close after sending</summary>
          <div class="talk-option-fields">
            <div class="field">
              <label for="field-sendAt">
                Send at<span class="optional"> optional</span>
              </label>
              <input
                id="field-sendAt"
                name="sendAt"
                value={page.value('sendAt', '')}
                placeholder="tomorrow 9:00"
                autocomplete="off"
                aria-describedby="help-sendAt"
              />
              <p class="help" id="help-sendAt">
                Like “tomorrow 9:00” or “in 2 hours”, in the time of {props.timeZone}.
              </p>
            </div>
            <div class="field">
              <label for="field-stateAfter">Afterwards</label>
              <select id="field-stateAfter" name="stateAfter">
                <option value="waiting">Wait for the person</option>
                <option value="open" selected={page.value('stateAfter', '') === 'open'}>
                  Keep it open
                </option>
                <option value="closed" selected={page.value('stateAfter', '') === 'closed'}>
                  Close the conversation
                </option>
              </select>
            </div>
          </div>
        </details>
      </Form>
    </section>
  );
};
