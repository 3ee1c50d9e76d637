import type { Child } from 'hono/jsx';

/** Checkboxes that belong together, below a name that screen readers say with each of them. */
export const ChoiceGroup = ({ title, children }: { title: string; children?: Child }) => (
  <fieldset class="choice-group">
    <legend>{title}</legend>
    <div class="choices">{children}</div>
  </fieldset>
);
