import type { Child } from 'hono/jsx';
import type { Named } from '../guild-choices.ts';
import { Checkbox, Select, TextInput } from './form.tsx';

interface Props {
  name: string;
  label: string;
  help?: Child;
  problem: string | undefined;
}

/** One channel of the server, or none; typed as an id when Discord does not say which there are. */
export const ChannelInput = (
  props: Props & { value: string; channels: readonly Named[] | undefined; none?: string },
) => {
  const { channels, none, ...input } = props;
  if (!channels) return <TextInput {...input} placeholder="Channel id" optional />;
  const choices = withUnknown(channels, props.value).map(({ id, name }) => ({
    value: id,
    title: `#${name}`,
  }));
  return <Select {...input} choices={[{ value: '', title: none ?? 'None' }, ...choices]} />;
};

/** A channel that was deleted, or that the bot can't see any more, stays chosen until somebody changes it. */
function withUnknown(known: readonly Named[], value: string): readonly Named[] {
  if (value === '' || known.some(({ id }) => id === value)) return known;
  return [{ id: value, name: `unknown (${value})` }, ...known];
}

/** Roles of the server, any number of them; typed as ids when Discord does not say which there are. */
export const RolesInput = (
  props: Props & { chosen: readonly string[]; roles: readonly Named[] | undefined },
) => {
  const { name, chosen, roles } = props;
  if (!roles) {
    return (
      <TextInput
        name={name}
        label={props.label}
        value={chosen.join(', ')}
        help={props.help}
        problem={props.problem}
        placeholder="Role ids, separated by commas"
        optional
      />
    );
  }
  const gone = chosen.filter((id) => !roles.some((role) => role.id === id));
  const all = [...roles, ...gone.map((id) => ({ id, name: `Deleted role ${id}` }))];
  return (
    <fieldset class="field" id={`field-${name}`} aria-describedby={`help-${name}`}>
      <legend>{props.label}</legend>
      {props.problem && <p class="field-problem">{props.problem}</p>}
      <p class="help" id={`help-${name}`}>
        {props.help}
      </p>
      {all.length === 0 ? (
        <p class="muted">This server has no roles yet. Make one in Discord first.</p>
      ) : (
        <div class="choices">
          {all.map((role) => (
            <Checkbox
              id={`${name}-${role.id}`}
              name={name}
              value={role.id}
              label={role.name}
              on={chosen.includes(role.id)}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
};
