import { type CommandJson, commandsJson } from '../../src/core/interactions/command-json.ts';
import { type CommandDifferences, compareCommands } from '../../src/core/interactions/reconcile-commands.ts';
import { isMissingAccess, isUnknownEntity } from '../../src/discord/errors.ts';
import type { DoctorContext } from './context.ts';
import { broken, type Finding, ok, skipped, warning } from './finding.ts';

/** Whether Discord shows exactly the commands of this code; compares as `npm run register` does, and changes nothing. */
export async function checkCommands(context: DoctorContext): Promise<Finding[]> {
  const applicationId = context.variables.DISCORD_APPLICATION_ID;
  if (!applicationId)
    return [skipped('commands', 'Commands were not compared: there is no usable application id.')];
  // The id that is set may be another application's; the check `token` says so, and a comparison would only confuse.
  if ((await context.application()).id !== applicationId) {
    return [skipped('commands', 'Commands were not compared: token and application id do not match.')];
  }
  const wanted = commandsJson(context.registry);
  const everywhere = await compareCommands(context.rest, applicationId, wanted);
  if (!context.guildId) return judge(everywhere, 'npm run register');
  const here = await compareHere(context, applicationId, wanted, context.guildId);
  if (!here) return judge(everywhere, 'npm run register');
  const isHere = here.same.length + here.change.length > 0;
  const isEverywhere = everywhere.same.length + everywhere.change.length > 0;
  if (isHere && isEverywhere) {
    return [
      warning(
        'commands',
        'Commands are registered for all servers and for this one, so people see them twice.',
        `Take away those of this server: npm run register -- --guild ${context.guildId} --remove`,
      ),
    ];
  }
  return isHere
    ? judge(here, `npm run register -- --guild ${context.guildId}`)
    : judge(everywhere, 'npm run register');
}

/** Undefined when the bot is not in the guild, which the check `guilds` reports. */
async function compareHere(
  { rest }: DoctorContext,
  applicationId: string,
  wanted: readonly CommandJson[],
  guildId: string,
): Promise<CommandDifferences | undefined> {
  try {
    return await compareCommands(rest, applicationId, wanted, guildId);
  } catch (error) {
    if (isMissingAccess(error) || isUnknownEntity(error)) return undefined;
    throw error;
  }
}

function judge(differences: CommandDifferences, run: string): Finding[] {
  const { create, change, same } = differences;
  const remedy = `Run: ${run}`;
  const findings: Finding[] = [];
  if (create.length > 0) {
    findings.push(broken('commands', `Discord does not know these commands: ${list(create)}.`, remedy));
  }
  if (change.length > 0) {
    findings.push(broken('commands', `Discord shows an older form of: ${list(change)}.`, remedy));
  }
  if (differences.delete.length > 0) {
    const says = `Discord still shows commands that are gone: ${list(differences.delete)}.`;
    findings.push(warning('commands', says, remedy));
  }
  if (findings.length > 0) return findings;
  return [ok('commands', `Discord shows the ${same.length} commands of this code.`)];
}

const list = (commands: readonly Pick<CommandJson, 'name' | 'type'>[]) =>
  commands.map(({ name, type }) => (type === 1 ? `/${name}` : `"${name}"`)).join(', ');
