import type { PageRequest } from '../../../core/web/page.ts';
import type { FormQuestion } from '../model.ts';

/** Discord's dialogs hold no more. */
export const MOST_QUESTIONS = 5;

const STYLES = [
  { value: 'short', title: 'One line' },
  { value: 'long', title: 'Several lines' },
  { value: 'select', title: 'A choice of these' },
] as const;

/** Inputs for all questions that a form may have; one without words is left out. */
export const QuestionFields = ({ page, form }: { page: PageRequest; form: readonly FormQuestion[] }) => (
  <fieldset class="field field-group" id="field-form">
    <legend>Questions</legend>
    <p class="help">
      What members are asked before the ticket is opened, in this order. Leave a question empty to do without
      it.
    </p>
    {page.problem?.fields.form && <p class="field-problem">{page.problem.fields.form}</p>}
    {Array.from({ length: MOST_QUESTIONS }, (_, at) => (
      <QuestionField page={page} at={at} question={form[at]} isOpen={at < Math.max(1, form.length)} />
    ))}
  </fieldset>
);

const QuestionField = (props: {
  page: PageRequest;
  at: number;
  question: FormQuestion | undefined;
  isOpen: boolean;
}) => {
  const { page, at, question } = props;
  const name = (part: string) => `q${at}-${part}`;
  const value = (part: string, saved: string | undefined) => page.value(name(part), saved ?? '');
  const problems = Object.entries(page.problem?.fields ?? {}).filter(([path]) =>
    path.startsWith(`form.${at}.`),
  );
  const style = value('style', question?.style ?? 'short');
  const isRequired = page.form.has(name('label'))
    ? page.form.has(name('required'))
    : (question?.required ?? true);
  const label = value('label', question?.label);
  return (
    <details class="question panel" open={props.isOpen || label !== '' || problems.length > 0}>
      <summary>
        Question {at + 1}
        {label && `: ${label}`}
      </summary>
      {problems.map(([, message]) => (
        <p class="field-problem">{message}</p>
      ))}
      <input type="hidden" name={name('id')} value={value('id', question?.id)} />
      <div class="field">
        <label for={name('label')}>What is asked</label>
        <input id={name('label')} name={name('label')} value={label} maxlength={45} autocomplete="off" />
      </div>
      <div class="two">
        <div class="field">
          <label for={name('style')}>Answered by</label>
          <select id={name('style')} name={name('style')}>
            {STYLES.map((one) => (
              <option value={one.value} selected={one.value === style}>
                {one.title}
              </option>
            ))}
          </select>
        </div>
        <div class="checkbox">
          <input
            type="checkbox"
            id={name('required')}
            name={name('required')}
            value="on"
            checked={isRequired}
          />
          <label for={name('required')}>An answer is needed</label>
        </div>
      </div>
      <div class="field">
        <label for={name('description')}>
          Explanation below it<span class="optional"> optional</span>
        </label>
        <input
          id={name('description')}
          name={name('description')}
          value={value('description', question?.description)}
          maxlength={100}
          autocomplete="off"
        />
      </div>
      <div class="field">
        <label for={name('placeholder')}>
          Example inside it<span class="optional"> optional</span>
        </label>
        <input
          id={name('placeholder')}
          name={name('placeholder')}
          value={value('placeholder', question?.placeholder)}
          maxlength={100}
          autocomplete="off"
        />
      </div>
      <div class="field question-options">
        <label for={name('options')}>What can be chosen, one in a line</label>
        <textarea
          id={name('options')}
          name={name('options')}
          rows={3}
          aria-describedby={name('options-help')}
        >
          {value('options', question?.options?.join('\n'))}
        </textarea>
        <p class="help" id={name('options-help')}>
          At most 25.
        </p>
      </div>
    </details>
  );
};

/** The questions that a form brings; ids stay, so that answers can be told apart when a question is worded anew. */
export function readQuestions({ form }: Pick<PageRequest, 'form'>): FormQuestion[] {
  const used = new Set<string>();
  return Array.from({ length: MOST_QUESTIONS }, (_, at) => at).flatMap((at): FormQuestion[] => {
    const text = (part: string) => form.text(`q${at}-${part}`)?.trim() ?? '';
    const label = text('label');
    if (!label) return [];
    const style = text('style');
    const options = text('options')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    return [
      {
        id: idFor(text('id') || label, at, used),
        label,
        style: style === 'long' || style === 'select' ? style : 'short',
        required: form.has(`q${at}-required`),
        ...(text('description') ? { description: text('description') } : {}),
        ...(text('placeholder') ? { placeholder: text('placeholder') } : {}),
        ...(style === 'select' ? { options } : {}),
      },
    ];
  });
}

function idFor(words: string, at: number, used: Set<string>): string {
  const base =
    words
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 36) || `question-${at + 1}`;
  let id = base;
  for (let count = 2; used.has(id); count++) id = `${base}-${count}`;
  used.add(id);
  return id;
}
