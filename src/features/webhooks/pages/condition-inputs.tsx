import type { PageRequest } from '../../../core/web/page.ts';
import { CONDITION_OPS, type Condition, type ConditionOp } from '../../../core/webhooks/match-event.ts';
import { conditionText } from './read-endpoint-form.ts';

const words: Record<ConditionOp, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  contains: 'contains',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  exists: 'is there',
};
/** Empty rows below those that are filled; the form has no script that could add one. */
const SPARE = 2;
const MOST = 10;

/** Demands on the content of an event, a row each; an empty row demands nothing. */
export const ConditionInputs = ({ page, saved }: { page: PageRequest; saved: readonly Condition[] }) => {
  const typed = page.form.all('condition.path').map((path, at) => ({
    path,
    op: page.form.all('condition.op')[at] ?? 'eq',
    value: page.form.all('condition.value')[at] ?? '',
  }));
  const stored = saved.map(({ path, op, value }) => ({ path, op, value: conditionText(value) }));
  const filled = (page.problem ? typed : stored).filter(({ path, value }) => path !== '' || value !== '');
  const spare = Array.from({ length: Math.min(SPARE, MOST - filled.length) }, () => ({
    path: '',
    op: 'eq',
    value: '',
  }));
  const problem = Object.entries(page.problem?.fields ?? {}).find(([name]) =>
    name.startsWith('conditions'),
  )?.[1];
  return (
    <fieldset class={problem ? 'field wrong' : 'field'} id="field-conditions">
      <legend>
        Only when<span class="optional"> optional</span>
      </legend>
      {problem && <p class="field-problem">{problem}</p>}
      <div class="conditions">
        {[...filled, ...spare].map(({ path, op, value }, at) => (
          <div class="condition">
            <input
              name="condition.path"
              value={path}
              aria-label={`Where to look, condition ${at + 1}`}
              placeholder="data.record.kind"
              maxlength={500}
              autocomplete="off"
            />
            <select name="condition.op" aria-label={`How to compare, condition ${at + 1}`}>
              {CONDITION_OPS.map((one) => (
                <option value={one} selected={one === op}>
                  {words[one]}
                </option>
              ))}
            </select>
            <input
              name="condition.value"
              value={value}
              aria-label={`With what, condition ${at + 1}`}
              placeholder="part"
              maxlength={500}
              autocomplete="off"
            />
          </div>
        ))}
      </div>
      <p class="help">
        All of them have to hold. Places are those of an event as it is sent: data.record.kind, actor, source.
        Commas stand between several values; a number or yes and no count as such, unless they stand in
        quotes.
      </p>
    </fieldset>
  );
};
