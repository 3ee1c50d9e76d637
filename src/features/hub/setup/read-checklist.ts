import { stateFrom } from '../../../core/access/feature-switches.ts';
import type { ActionContext } from '../../../core/context.ts';
import { listPostProblems } from '../../../core/posts/problems.ts';
import { loadSettings, readSettings } from '../../../core/settings/store.ts';
import type { MentionNames } from '../../../core/web/components/discord-markdown.tsx';
import { guildChoices, type Named } from '../../../core/web/guild-choices.ts';
import { botPermissions, type Finding, mayDo } from '../pages/findings.ts';
import { isChosen, type SetupField, type SetupGroup, setupGroups, shownValue } from './setup-groups.ts';

/** `missing`: something does nothing without it. `broken`: what was chosen does not work. `optional`: may stay so. */
export type CheckState = 'done' | 'optional' | 'missing' | 'broken';

export interface Check {
  /** The group of settings that mends it; absent: it is mended by the link. */
  group?: string;
  title: string;
  state: CheckState;
  /** How it is and, unless it is done, why it matters. For Discord: ids of channels and roles are mentions. */
  words: string;
  link?: { href: string; title: string };
}

/** Values of the settings of one group. */
export type Values = Readonly<Record<string, unknown>>;

export interface Checklist {
  checks: Check[];
  groups: SetupGroup[];
  values: ReadonlyMap<string, Values>;
  /** For showing mentions elsewhere than in Discord. */
  names: MentionNames;
}

/** What is set up in this server and what is missing. Asks Discord twice and the database twice. */
export async function readChecklist(ctx: ActionContext): Promise<Checklist> {
  await ctx.require('hub:settings');
  const { registry } = ctx.runtime;
  const [stored, problems, held, known] = await Promise.all([
    loadSettings(ctx.db, ctx.guildId),
    listPostProblems(ctx),
    botPermissions(ctx),
    guildChoices(ctx, { channels: true, roles: true }),
  ]);
  const off = new Set(
    registry.features.flatMap(({ name, settings }) =>
      settings && stateFrom(stored, registry.switches, name) === 'off' ? [settings.feature] : [],
    ),
  );
  const groups = setupGroups(registry).filter(({ name }) => !off.has(name));
  const values = new Map<string, Values>();
  for (const { name } of groups) {
    const definition = registry.settings.get(name);
    if (definition)
      values.set(name, await readSettings(definition, stored.get(name), ctx.secrets, ctx.guildId, ctx.log));
  }
  const gone = {
    channel: known.channels && new Set(known.channels.map(({ id }) => id)),
    roles: known.roles && new Set(known.roles.map(({ id }) => id)),
  };
  return {
    groups,
    values,
    names: { channels: named(known.channels), roles: named(known.roles) },
    checks: [
      fromFinding(mayDo(ctx, held)),
      ...(problems.length > 0 ? [unposted(problems)] : []),
      ...groups.map((group) => checkGroup(group, values.get(group.name) ?? {}, gone)),
    ],
  };
}

const named = (some: readonly Named[] | undefined) => new Map((some ?? []).map(({ id, name }) => [id, name]));

interface Known {
  channel: ReadonlySet<string> | undefined;
  roles: ReadonlySet<string> | undefined;
}

function checkGroup({ name, title, fields }: SetupGroup, values: Values, known: Known): Check {
  const common = { group: name, title };
  const broken = fields.filter((one) => isGone(one, values[one.name], known));
  if (broken.length > 0) {
    const words = `${titles(broken)}: what was chosen is gone, or the bot does not see it. Choose again, or give the bot “View Channels” there.`;
    return { ...common, state: 'broken', words };
  }
  const open = fields.filter((one) => !isChosen(one, values[one.name]));
  const missing = open.filter(({ need }) => need === 'needed');
  if (missing.length > 0) {
    const why = missing.map(({ field }) => field.help).join(' ');
    return { ...common, state: 'missing', words: `Not chosen yet: ${titles(missing)}. ${why}` };
  }
  const chosen = fields
    .filter((one) => isChosen(one, values[one.name]))
    .map(({ name: setting, field }) => `${field.title} ${shownValue(field, values[setting])}`);
  if (open.length === 0) return { ...common, state: 'done', words: `${chosen.join(' · ')}.` };
  const rest = `${chosen.length > 0 ? 'also possible' : 'Possible'}: ${open.map((one) => asItIs(one, values[one.name])).join(', ')}`;
  return { ...common, state: 'optional', words: `${[...chosen, rest].join(' · ')}.` };
}

function isGone({ field }: SetupField, value: unknown, known: Known): boolean {
  if (field.kind === 'channel') return typeof value === 'string' && known.channel?.has(value) === false;
  if (field.kind === 'roles' && Array.isArray(value) && known.roles)
    return value.some((id) => !known.roles?.has(String(id)));
  return false;
}

/** With what holds as long as nobody chooses, where something does. */
function asItIs({ field }: SetupField, value: unknown): string {
  const holds = ['switch', 'choice', 'number', 'text'].includes(field.kind) && value !== '';
  return holds ? `${field.title} (${shownValue(field, value)})` : field.title;
}

const titles = (fields: readonly SetupField[]) => fields.map(({ field }) => field.title).join(', ');

const fromFinding = ({ title, state, words, link }: Finding): Check => ({
  title,
  state: state === 'ok' ? 'done' : 'missing',
  words,
  ...(link ? { link } : {}),
});

const unposted = (problems: readonly { key: string; problem: string }[]): Check => {
  const [first] = problems;
  const more = problems.length > 1 ? ` (${problems.length} messages)` : '';
  return {
    title: 'Messages that cannot be posted',
    state: 'broken',
    words: `${first?.problem ?? ''}${more}`,
  };
};
