import type { Child } from 'hono/jsx';
import type { PageRequest } from '../page.ts';
import { Words } from './basics.tsx';

/**
 * A form that changes something: carries the session's token. Validation is the server's, so that words are ours. With
 * `once` it counts once, however often it is sent: for what would make a second one (see submit-once.ts).
 */
export const Form = (props: {
  page: Pick<PageRequest, 'csrf'>;
  action: string;
  class?: string;
  once?: boolean;
  /** Brings files; its route says how many bytes at most. */
  files?: boolean;
  children?: Child;
}) => (
  <form
    method="post"
    action={props.action}
    class={props.class ?? 'form'}
    enctype={props.files ? 'multipart/form-data' : undefined}
    novalidate
  >
    <input type="hidden" name="csrf" value={props.page.csrf} />
    {props.once && <input type="hidden" name="once" value={crypto.randomUUID()} />}
    {props.children}
  </form>
);

/** A button that is a whole form, for what takes one click. */
export const ActionButton = (props: {
  page: Pick<PageRequest, 'csrf'>;
  action: string;
  values?: Record<string, string>;
  kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  label?: string;
  once?: boolean;
  children?: Child;
}) => (
  <Form page={props.page} action={props.action} class="inline-form" once={props.once ?? false}>
    {Object.entries(props.values ?? {}).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button class={`button ${props.kind ?? 'plain'}`} type="submit" aria-label={props.label}>
      {props.children}
    </button>
  </Form>
);

/** What went wrong with a form, at its top, with a link to each input. */
export const FormProblems = ({ page }: { page: Pick<PageRequest, 'problem'> }) => {
  const { problem } = page;
  if (!problem) return null;
  const fields = Object.entries(problem.fields);
  return (
    <div class="note bad" role="alert" tabindex={-1} id="problems">
      <div>
        <strong>
          {fields.length > 0 ? 'This could not be saved yet.' : <Words text={problem.message} />}
        </strong>
        {fields.length > 0 && (
          <ul>
            {fields.map(([name, message]) => (
              <li>
                <a href={`#field-${name}`}>
                  <Words text={message} />
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
};

interface FieldProps {
  name: string;
  label: string;
  help?: Child;
  problem?: string | undefined;
  optional?: boolean;
  children?: Child;
}

/** Label, input, help and problem of one input. Inputs inside take `describe` for `aria-describedby`. */
export const Field = (props: FieldProps) => (
  <div class={props.problem ? 'field wrong' : 'field'}>
    <label for={`field-${props.name}`}>
      {props.label}
      {props.optional && <span class="optional"> optional</span>}
    </label>
    {props.children}
    {props.problem && (
      <p class="field-problem" id={`problem-${props.name}`}>
        <Words text={props.problem} />
      </p>
    )}
    {props.help && (
      <p class="help" id={`help-${props.name}`}>
        {typeof props.help === 'string' ? <Words text={props.help} /> : props.help}
      </p>
    )}
  </div>
);

const describedBy = (name: string, help: unknown, problem: string | undefined): string | undefined =>
  [problem ? `problem-${name}` : '', help ? `help-${name}` : ''].filter(Boolean).join(' ') || undefined;

interface InputProps {
  name: string;
  label: string;
  value: string;
  help?: Child;
  problem?: string | undefined;
  optional?: boolean;
  type?: 'text' | 'search' | 'number' | 'date' | 'password';
  maxlength?: number;
  placeholder?: string;
  list?: string;
  min?: number;
  max?: number;
  step?: string;
}

export const TextInput = (props: InputProps) => (
  <Field {...props}>
    <input
      id={`field-${props.name}`}
      name={props.name}
      type={props.type ?? 'text'}
      value={props.value}
      maxlength={props.maxlength}
      placeholder={props.placeholder}
      list={props.list}
      min={props.min}
      max={props.max}
      step={props.step}
      autocomplete={props.type === 'password' ? 'new-password' : 'off'}
      aria-invalid={props.problem ? 'true' : undefined}
      aria-describedby={describedBy(props.name, props.help, props.problem)}
      required={props.optional ? undefined : true}
    />
  </Field>
);

export const TextArea = (props: InputProps & { rows?: number }) => (
  <Field {...props}>
    <textarea
      id={`field-${props.name}`}
      name={props.name}
      rows={props.rows ?? 5}
      maxlength={props.maxlength}
      aria-invalid={props.problem ? 'true' : undefined}
      aria-describedby={describedBy(props.name, props.help, props.problem)}
      required={props.optional ? undefined : true}
    >
      {props.value}
    </textarea>
  </Field>
);

export interface Choice {
  value: string;
  title: string;
}

export const Select = (props: InputProps & { choices: readonly Choice[] }) => (
  <Field {...props}>
    <select
      id={`field-${props.name}`}
      name={props.name}
      aria-invalid={props.problem ? 'true' : undefined}
      aria-describedby={describedBy(props.name, props.help, props.problem)}
    >
      {props.choices.map(({ value, title }) => (
        <option value={value} selected={value === props.value}>
          {title}
        </option>
      ))}
    </select>
  </Field>
);

/** A switch; when it is off the browser sends nothing. */
export const Switch = (props: { name: string; label: string; on: boolean; help?: Child; note?: Child }) => (
  <div class="field switch-field">
    <input
      id={`field-${props.name}`}
      type="checkbox"
      name={props.name}
      value="on"
      checked={props.on}
      class="switch"
      aria-describedby={describedBy(props.name, props.help, undefined)}
    />
    <div>
      <label for={`field-${props.name}`}>{props.label}</label>
      {props.note}
      {props.help && (
        <p class="help" id={`help-${props.name}`}>
          {props.help}
        </p>
      )}
    </div>
  </div>
);

export const Checkbox = (props: { id: string; name: string; value: string; label: Child; on: boolean }) => (
  <div class="checkbox">
    <input type="checkbox" id={props.id} name={props.name} value={props.value} checked={props.on} />
    <label for={props.id}>{props.label}</label>
  </div>
);
