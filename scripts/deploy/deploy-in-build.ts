import { spawn } from 'node:child_process';
import { main as migrate } from '../migrate.ts';
import type { Variables } from '../variables.ts';
import { WRANGLER } from './run-wrangler.ts';

export interface BuildOptions {
  command?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

const REMAINS = `
Deployed. Cloudflare's build knows neither the bot's token nor the database, so these remain, on your own machine:
  1. Clone the repository that Cloudflare made, and run: npm ci
  2. Put the same values that you gave Cloudflare into .dev.vars, and run: npm run deploy
That makes the tables, registers the commands, sets the endpoint at Discord, looks at everything and prints the invite link.`;

/**
 * What `npm run deploy` is inside Cloudflare's own build, behind the Deploy button: it has the account's rights, but not
 * the Worker's secrets. Migrates only if the build was given DATABASE_URL. Answers the exit code.
 */
export async function deployInBuild(
  variables: Variables,
  print: (line: string) => void,
  { command = [...WRANGLER, 'deploy'], env = process.env }: BuildOptions = {},
): Promise<number> {
  if (variables.DATABASE_URL) {
    const code = await migrate([], variables, print);
    if (code !== 0) return code;
  }
  const [program = '', ...args] = command;
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (code === 0) print(REMAINS);
  return code;
}
