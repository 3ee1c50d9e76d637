import { ChoiceGroup } from '../../../core/web/components/choice-group.tsx';
import { Checkbox, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';

export const NameInput = ({ page, saved }: { page: PageRequest; saved: string }) => (
  <TextInput
    name="name"
    label="Name"
    value={page.value('name', saved)}
    problem={page.problem?.fields.name}
    maxlength={80}
  />
);

/** Shown as typed only while the form is not taken; afterwards the address is sealed. */
export const UrlInput = ({ page, now }: { page: PageRequest; now?: string }) => (
  <TextInput
    name="url"
    label="Address"
    value={page.value('url', '')}
    problem={page.problem?.fields.url}
    help={
      now ? `Now: ${now}. Empty: it stays as it is.` : 'It is kept sealed; only its beginning is shown later.'
    }
    placeholder="https://example.com/hooks"
    maxlength={2_000}
    optional={now !== undefined}
  />
);

export const EventInputs = ({ page, saved }: { page: PageRequest; saved: readonly string[] }) => {
  const chosen = new Set(page.problem ? page.form.all('events') : saved);
  const problem = Object.entries(page.problem?.fields ?? {}).find(([name]) => name.startsWith('events'))?.[1];
  const types = [...page.ctx.runtime.registry.signals].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const groups = new Map<string, { type: string; title: string }[]>();
  for (const [type, { title }] of types) {
    const group = type.split('.')[0] ?? type;
    groups.set(group, [...(groups.get(group) ?? []), { type, title }]);
  }
  const offered = new Set([
    '*',
    ...types.map(([type]) => type),
    ...[...groups.keys()].map((name) => `${name}.*`),
  ]);
  const others = [...chosen].filter((filter) => !offered.has(filter));
  const box = (filter: string, label: string) => (
    <Checkbox
      id={`event-${filter.replaceAll('.', '-').replace('*', 'all')}`}
      name="events"
      value={filter}
      label={label}
      on={chosen.has(filter)}
    />
  );
  return (
    <fieldset class="field" id="field-events">
      <legend>What it is told</legend>
      {problem && <p class="field-problem">{problem}</p>}
      <div class="scope-groups">
        {box('*', 'Everything')}
        {others.map((filter, at) => (
          <Checkbox id={`event-other-${at}`} name="events" value={filter} label={filter} on />
        ))}
        {[...groups].map(([group, members]) => (
          <ChoiceGroup title={groupTitle(group)}>
            {members.length > 1 && box(`${group}.*`, 'All of these')}
            {members.map(({ type, title }) => box(type, title))}
          </ChoiceGroup>
        ))}
      </div>
    </fieldset>
  );
};

/** `api-key` as people read it. */
const groupTitle = (group: string): string =>
  group === 'dm'
    ? 'Direct messages'
    : group === 'api-key'
      ? 'API keys'
      : group.charAt(0).toUpperCase() + group.slice(1).replaceAll('-', ' ');
