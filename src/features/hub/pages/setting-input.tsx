import { choiceTitle, isSecret, type Field as SettingField } from '../../../core/settings/definition.ts';
import { Badge, Words } from '../../../core/web/components/basics.tsx';
import { ChannelInput, RolesInput } from '../../../core/web/components/discord-inputs.tsx';
import { Checkbox, Select, Switch, TextInput } from '../../../core/web/components/form.tsx';
import type { GuildChoices } from '../../../core/web/guild-choices.ts';

interface Props {
  name: string;
  field: SettingField<unknown>;
  value: unknown;
  problem: string | undefined;
  /** Somebody else changed it while the page was open. */
  theirs: boolean;
  choices: GuildChoices;
}

/** The input that fits a setting's kind. */
export const SettingInput = (props: Props) => {
  const { name, field, value, problem, theirs, choices } = props;
  const help = (
    <>
      {theirs && <Badge tone="warning">Changed meanwhile</Badge>} <Words text={field.help} />
    </>
  );
  const common = { name, label: field.title, help, problem };
  if (isSecret(field))
    return <SecretInput {...common} shown={typeof value === 'string' ? value : undefined} />;
  switch (field.kind) {
    case 'switch':
      return <Switch name={name} label={field.title} on={value === true} help={help} />;
    case 'choice':
      return (
        <Select
          {...common}
          value={String(value)}
          choices={(field.choices ?? []).map((value) => ({ value, title: choiceTitle(field, value) }))}
        />
      );
    case 'channel':
      return (
        <ChannelInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          channels={choices.channels}
        />
      );
    case 'roles':
      return (
        <RolesInput
          {...common}
          chosen={Array.isArray(value) ? value.map(String) : []}
          roles={choices.roles}
        />
      );
    case 'number':
      return (
        <TextInput {...common} type="number" step="any" value={value === undefined ? '' : String(value)} />
      );
    default:
      return (
        <>
          <TextInput
            {...common}
            value={typeof value === 'string' ? value : ''}
            {...(field.suggestions ? { list: `suggestions-${name}` } : {})}
            optional
          />
          {field.suggestions && (
            <datalist id={`suggestions-${name}`}>
              {field.suggestions().map((suggestion) => (
                <option value={suggestion} />
              ))}
            </datalist>
          )}
        </>
      );
  }
};

/** Empty as it comes; what is kept shows as its last four characters and can only be replaced or removed. */
const SecretInput = (props: {
  name: string;
  label: string;
  help: unknown;
  problem: string | undefined;
  shown: string | undefined;
}) => (
  <div class="field">
    <TextInput
      name={props.name}
      label={props.label}
      type="password"
      value=""
      help={props.help as string}
      problem={props.problem}
      placeholder={props.shown ? `${props.shown} is kept; type to replace it` : 'Not set'}
      optional
    />
    {props.shown && (
      <div class="secret-remove">
        <Checkbox
          id={`field-${props.name}-remove`}
          name={`${props.name}.remove`}
          value="on"
          on={false}
          label={`Remove ${props.label} (${props.shown})`}
        />
      </div>
    )}
  </div>
);
