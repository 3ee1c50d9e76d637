import type { PageRequest } from '../page.ts';
import { ActionButton } from './form.tsx';

/** A button for what can't be taken back: it asks once more, below itself, also without a script. */
export const ConfirmedAction = (props: {
  page: Pick<PageRequest, 'csrf'>;
  action: string;
  /** What it does, and to what; screen readers hear both. */
  does: string;
  to: string;
  /** What is lost by it. */
  ask: string;
  yes: string;
}) => (
  <details class="confirm" data-menu>
    <summary class="button danger">
      {props.does}
      <span class="sr-only"> {props.to}</span>
    </summary>
    <div class="confirm-box">
      <p>{props.ask}</p>
      <ActionButton page={props.page} action={props.action} kind="danger">
        {props.yes}
      </ActionButton>
    </div>
  </details>
);
