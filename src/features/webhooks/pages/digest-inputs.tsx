import { Select, Switch, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { Endpoint } from '../../../core/webhooks/tables.ts';

/** How a channel shows events: one post each, one that is kept up to date, or several gathered. */
export const DiscordInputs = (props: { page: PageRequest; saved: Pick<Endpoint, 'mode' | 'digest'> }) => {
  const { page, saved } = props;
  const problems = page.problem?.fields ?? {};
  const on = page.problem ? page.form.has('digest') : saved.digest !== null;
  const minutes = (name: 'quietMinutes' | 'capMinutes', otherwise: number) => ({
    name: `digest.${name}`,
    value: page.value(`digest.${name}`, String(saved.digest?.[name] ?? otherwise)),
    problem: problems[`digest.${name}`] ?? (name === 'capMinutes' ? problems.digest : undefined),
    type: 'number' as const,
    min: 1,
  });
  return (
    <fieldset class="field-group">
      <legend>In a Discord channel</legend>
      <Select
        name="mode"
        label="How it is shown"
        value={page.value('mode', saved.mode)}
        problem={problems.mode}
        choices={[
          { value: 'post', title: 'A post for each event' },
          { value: 'upsert', title: 'One post for each thing, kept up to date' },
        ]}
      />
      <Switch
        name="digest"
        label="Gather what one person does into one post"
        on={on}
        help="For channels that would otherwise be flooded. Each further event waits for quiet again."
      />
      <TextInput {...minutes('quietMinutes', 5)} label="Minutes of quiet before it is posted" max={60} />
      <TextInput {...minutes('capMinutes', 15)} label="At the latest after so many minutes" max={240} />
      <TextInput
        name="digest.bypass"
        label="Too urgent to wait"
        value={page.value('digest.bypass', saved.digest?.bypass.join(', ') ?? '')}
        problem={Object.entries(problems).find(([name]) => name.startsWith('digest.bypass'))?.[1]}
        placeholder="record.closed, webhook.*"
        help="Event types or groups, with commas between."
        maxlength={2_000}
        optional
      />
    </fieldset>
  );
};
