import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { PRIVILEGED_INTENTS } from '../../../discord/intents.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { permissionLabels } from '../../../discord/permissions.ts';
import { truncate } from '../../../discord/text.ts';
import type { FeatureStatus, Status } from '../actions/read-status.ts';

/** Dependencies in people's words; `health` names them for machines. */
const names = new Map([
  ['database', 'Database'],
  ['interactions', 'Commands and buttons'],
  ['discord', 'Reading and posting in Discord'],
  ['signIn', 'Signing in to the dashboard'],
  ['gateway', 'Hearing what happens in Discord'],
  ['claude', 'Claude'],
  ['secrets', 'Keeping secrets'],
  ['directMessages', 'Taking in direct messages'],
]);

/** What is missing first, each with what to do; then what works. */
export function statusMessage(status: Status): OutgoingMessage {
  const broken = [...dependencyProblems(status), ...intentProblems(status), ...permissionProblems(status)];
  const well = Object.entries(status.dependencies)
    .filter(([, { state }]) => state === 'ok')
    .map(([name]) => names.get(name) ?? name);
  const lines = [
    broken.length === 0 ? '**All is well.**' : '**Something is missing.**',
    ...broken.map((line) => `⚠️ ${line}`),
    ...(well.length > 0 ? [`✅ ${well.join(', ')}`] : []),
    ...(status.missingIntents?.length === 0
      ? ['✅ Intents: Discord lets me read what the features need']
      : []),
    ...(status.missingPermissions.length === 0 ? ['✅ Permissions in this channel'] : []),
    ...status.features.flatMap(featureLines),
  ];
  return { content: truncate(lines.join('\n'), MESSAGE_LIMITS.content) };
}

const dependencyProblems = ({ dependencies }: Status): string[] =>
  Object.entries(dependencies)
    .filter(([, { state }]) => state !== 'ok')
    .map(([name, { reason = 'does not work' }]) => `${names.get(name) ?? name}: ${reason}`);

function intentProblems({ missingIntents, applicationId }: Status): string[] {
  if (!missingIntents) return ['Discord did not say which intents are on. Try again in a minute.'];
  const page = applicationId ? ` (<https://discord.com/developers/applications/${applicationId}/bot>)` : '';
  return missingIntents.map(
    ({ intent, lost }) =>
      `${PRIVILEGED_INTENTS[intent].label} is off: ${lost.join('; ')} Switch it on in the developer portal under Bot${page}.`,
  );
}

const permissionProblems = ({ missingPermissions }: Status): string[] =>
  missingPermissions.length === 0
    ? []
    : [
        `In this channel I lack: ${permissionLabels(missingPermissions)}. Give me that in the channel's settings, or use \`/guildhall invite\` again.`,
      ];

function featureLines({ title, on, off, unset }: FeatureStatus): string[] {
  const parts = [
    on.length > 0 ? `on: ${on.join(', ')}` : undefined,
    off.length > 0 ? `off: ${off.join(', ')}` : undefined,
    unset.length > 0 ? `not set: ${unset.join(', ')}` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? [`**${title}** · ${parts.join(' · ')}`] : [];
}
