import type { Child } from 'hono/jsx';
import { TextInput } from './form.tsx';

interface FilterFormProps {
  /** What is searched, for screen readers. */
  label: string;
  /** Address of the list; its region `#results` is what changes. */
  action: string;
  /** What was searched for, as `q`. */
  words: string;
  placeholder: string;
  /** Further inputs, and the button for who has no script. */
  children: Child;
}

/** Searches and filters a list while somebody types, and by a button without a script. */
export function FilterForm({ label, action, words, placeholder, children }: FilterFormProps) {
  return (
    <search aria-label={label}>
      <form
        class="filters"
        method="get"
        action={action}
        hx-get={action}
        hx-trigger="change, input changed delay:300ms from:#field-q, submit"
        hx-target="#results"
        hx-select="#results"
        hx-swap="outerHTML"
        hx-push-url="true"
      >
        <div class="search">
          <TextInput
            name="q"
            label="Search"
            type="search"
            value={words}
            placeholder={placeholder}
            maxlength={100}
            optional
          />
        </div>
        {children}
      </form>
    </search>
  );
}
