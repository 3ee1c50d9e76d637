import { checkVariables, isLocal } from '../doctor/check-variables.ts';
import type { Variables } from '../variables.ts';
import type { CloudflareSettings } from './access.ts';
import { type Problem, StepFailed } from './step.ts';

/** What a deployment finds or makes by itself. */
const FOUND_LATER = ['PUBLIC_URL', 'ENCRYPTION_KEYS'] as const;
const ADDRESSES = [
  'DISCORD_API_URL',
  'DATABASE_URL',
  'DATABASE_HTTP_URL',
  'ANTHROPIC_BASE_URL',
  'PUBLIC_URL',
] as const;

/** Names everything that is missing or malformed at once. @throws StepFailed */
export function checkSettings(variables: Variables, cloudflare: Pick<CloudflareSettings, 'apiUrl'>): void {
  const problems: Problem[] = checkVariables(variables)
    .filter(({ state }) => state === 'broken')
    .filter(({ check }) => !FOUND_LATER.some((name) => name === check && !variables[name]))
    .map(({ says, remedy = '' }) => ({ says, remedy }));
  // A deployment to the stand-in of Cloudflare may lean on the other stand-ins; a real one can't reach them.
  if (!isLocal(cloudflare.apiUrl)) {
    for (const name of ADDRESSES) {
      if (!variables[name] || !isLocal(variables[name])) continue;
      problems.push({
        says: `${name} leads to this machine, which a Worker at Cloudflare cannot reach.`,
        remedy:
          name === 'DATABASE_URL'
            ? 'Set it to the connection string of a Neon database.'
            : 'Remove it from the environment and from .dev.vars.',
      });
    }
  }
  if (problems.length > 0) throw new StepFailed(problems);
}
