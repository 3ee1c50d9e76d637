import { Icon } from '../../../core/web/components/icon.tsx';
import type { Person } from './people.ts';
import { PRIORITY_WORDS } from './words.ts';

/** What can be done to all tickets that are ticked. The values are `<what>:<to what>`; see list-submits.ts. */
export const BulkBar = ({ team }: { team: readonly Person[] }) => (
  <div class="bulk">
    <span class="bulk-count" data-tick-count="Tick tickets to change them together.">
      Tick tickets to change them together.
    </span>
    <div class="field">
      <label for="field-do">Change those ticked</label>
      <select id="field-do" name="do">
        <option value="">Choose…</option>
        <optgroup label="Give them to">
          {team.map(({ id, name }) => (
            <option value={`assign:${id}`}>{name}</option>
          ))}
          <option value="assign:">Nobody</option>
        </optgroup>
        <optgroup label="Priority">
          {Object.entries(PRIORITY_WORDS).map(([value, title]) => (
            <option value={`priority:${value}`}>{title}</option>
          ))}
        </optgroup>
        <optgroup label="Other">
          <option value="tag:">Add the tag…</option>
          <option value="close:">Close, because…</option>
          <option value="reopen:">Open again</option>
        </optgroup>
      </select>
    </div>
    <div class="field">
      <label for="field-words">Tag or reason</label>
      <input id="field-words" name="words" maxlength={300} autocomplete="off" />
    </div>
    <button class="button primary" type="submit">
      <Icon name="check" />
      Do it
    </button>
  </div>
);
