import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleModules, bundleOne, MAIN_MODULE } from '../bundle.ts';
import type { Subjects } from './payloads.ts';
import { type PreparedWorker, prepareWorker } from './workerd.ts';

/** What everything is measured against: the least Worker that verifies and answers. */
export const YARDSTICK = 'bare';
export const GUILDHALL = 'guildhall';

export interface Contestant {
  name: string;
  version: string;
  /** What workerd gets, by name; the main module first. */
  modules: ReadonlyMap<string, string>;
  worker: PreparedWorker;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The pinned version in package.json, which is the one that is installed. */
function versionOf(name: string): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(here('../../package.json'), 'utf8'));
  return { ...dependencies, ...devDependencies }[name] ?? 'not in package.json';
}

/** Bundles everybody as for production. All get the same key, bindings, payloads and sink. */
export async function prepareContestants(publicKey: string, subjects: Subjects): Promise<Contestant[]> {
  const sink = await countingSink();
  const names = [
    `const IMMEDIATE_NAME=${JSON.stringify(subjects.immediate.name)}`,
    `DEFERRED_NAME=${JSON.stringify(subjects.deferred.name)}`,
    `DEFERRED_TYPE=${subjects.deferred.type};`,
  ].join(',');
  const prepare = (name: string, version: string, modules: ReadonlyMap<string, string>): Contestant => ({
    name,
    version,
    modules,
    worker: prepareWorker(modules, sink, variables(publicKey)),
  });
  const peer = async (name: string, version: string, entry: string): Promise<Contestant> => {
    const script = names + (await bundleOne(here(`peers/${entry}.ts`), true));
    return prepare(name, version, new Map([[MAIN_MODULE, script]]));
  };
  return [
    await peer(YARDSTICK, '', 'bare'),
    prepare(GUILDHALL, '', await bundleModules(undefined, true)),
    await peer('discord-hono', versionOf('discord-hono'), 'discord-hono'),
    // Not what its users write, but as near to the bare Worker as a library can come.
    await peer('discord-hono, key kept', versionOf('discord-hono'), 'discord-hono-kept-key'),
    await peer('slash-create', versionOf('slash-create'), 'slash-create'),
    await peer('discord-interactions', versionOf('discord-interactions'), 'discord-interactions'),
  ];
}

/** The same process for other modules of ours, whose interactions nobody signs. */
export const prepareHere = async (modules: ReadonlyMap<string, string>): Promise<PreparedWorker> =>
  prepareWorker(modules, await countingSink(), variables(''));

const countingSink = (): Promise<string> => bundleOne(here('peers/counting-sink.ts'), true);

const variables = (publicKey: string) => ({
  DISCORD_PUBLIC_KEY: publicKey,
  DISCORD_APPLICATION_ID: '1200000000000000001',
  DISCORD_TOKEN: 'bench-token',
  DATABASE_URL: 'postgresql://bench:bench@database.example/bench',
  PUBLIC_URL: 'https://guildhall.example',
});
