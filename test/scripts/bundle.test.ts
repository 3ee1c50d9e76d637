import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { staticImports } from '../../scripts/bench/bundle-size.ts';
import { keptBundle } from '../../scripts/bundle/kept-bundle.ts';
import type { ModuleGraph } from '../../scripts/bundle/module-graph.ts';
import { groupOf, planGroups } from '../../scripts/bundle/plan-groups.ts';
import { bundledFiles, bundleModules, MAIN_MODULE } from '../../scripts/bundle.ts';
import { describeFront, openDesk, sourceOf } from '../../src/core/front.ts';
import { findRoute } from '../../src/core/interactions/route.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { features } from '../../src/features/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the groups of modules', () => {
  it('are told by the place in the source', () => {
    const groups = {
      'src/features/hub/feature.ts': 'manifest-hub',
      'src/features/records/feature.ts': 'manifests',
      'src/features/index.ts': 'manifests',
      'src/features/records/actions/close.ts': 'records',
      'src/features/records/pages.ts': 'pages',
      'src/features/records/pages/record-page.tsx': 'records-pages',
      'src/features/tickets/desk/pages/rate-page.tsx': 'tickets-pages',
      'src/core/web/layout.tsx': 'pages',
      'src/core/http/openapi/serve-document.ts': 'reference',
      'src/core/queue/consume.ts': 'core',
      'src/core/webhooks/send-http.ts': 'core-webhooks',
      'src/core/webhooks/tables.ts': 'core',
      'node_modules/@valibot/to-json-schema/dist/index.mjs': 'valibot-to-json-schema',
      'node_modules/drizzle-orm/index.js': 'database',
    };
    for (const [path, group] of Object.entries(groups)) assert.equal(groupOf(path), group, path);
  });

  it('share what more than one of them needs, part by part, and leave alone what is there from the start', () => {
    const plan = planGroups(
      graph('entry.ts', {
        'entry.ts': { statics: ['early.ts'], lazies: ['src/features/a/do.ts', 'src/features/b/do.ts'] },
        'early.ts': {},
        'src/features/a/do.ts': { statics: ['early.ts', 'src/both.ts', 'own.ts'] },
        'src/features/b/do.ts': { statics: ['src/both.ts'] },
        'src/both.ts': { statics: ['node_modules/below/index.js'] },
        'node_modules/below/index.js': {},
        'own.ts': {},
      }),
    );
    assert.deepEqual(plan.eager, ['early.ts']);
    assert.deepEqual(Object.fromEntries(plan.parts), {
      rest: { paths: ['src/both.ts'], needs: ['rest', 'below'] },
      below: { paths: ['node_modules/below/index.js'], needs: ['below'] },
    });
    assert.deepEqual(Object.fromEntries(plan.groups), {
      a: { paths: ['src/features/a/do.ts'], needs: ['rest', 'below'] },
      b: { paths: ['src/features/b/do.ts'], needs: ['rest', 'below'] },
    });
  });
});

describe('the Worker as it is bundled', () => {
  let modules: ReadonlyMap<string, string> = new Map();
  before(async () => {
    modules = await bundleModules();
  });

  it('begins with the main module and has each class of errors once', () => {
    assert.equal([...modules.keys()][0], MAIN_MODULE);
    const all = [...modules.values()].join('\n');
    for (const name of ['GuildhallError', 'DeniedError', 'DiscordError'])
      assert.equal(all.match(new RegExp(`(?:class ${name}|${name} = class) extends`, 'g'))?.length, 1, name);
  });

  it('knows the commands from the start, but evaluates no manifest', () => {
    const eager = [...staticImports(modules)].map((name) => modules.get(name)).join('\n');
    assert.match(eager, /1:record/);
    assert.doesNotMatch(eager, /defineFeature|picklist/);
  });

  it('brings neither pages nor another feature along for the work of one', () => {
    const filesBehind = (group: string) => {
      const name = [...modules.keys()].find((one) => one.startsWith(`${group}-`)) ?? assert.fail(group);
      const loaded = staticImports(new Map([[name, modules.get(name) ?? ''], ...modules]));
      const text = [...loaded].map((one) => modules.get(one)).join('\n');
      return [...text.matchAll(/^\/\/ ((?:src|node_modules)\/\S+)$/gm)].map(([, file = '']) => file);
    };
    const declared = filesBehind('manifests');
    const brought = filesBehind('announcements').filter((file) => !declared.includes(file));
    assert.ok(brought.includes('src/features/announcements/tables.ts'));
    const strange =
      /^src\/features\/(?!announcements\/)|\/pages\/|^src\/core\/web\/|node_modules\/(?:hono|htmx)/;
    assert.deepEqual(
      brought.filter((file) => strange.test(file)),
      [],
    );
  });

  it('imports only modules that are there', () => {
    for (const [name, text] of modules)
      for (const [, imported = ''] of text.matchAll(/(?:from|import\()\s*"\.\/([^"]+\.js)"/g))
        assert.ok(modules.has(imported), `${name} imports ${imported}`);
  });
});

describe('what is known of the features beforehand', () => {
  it('is plain JSON', () => {
    const front = describeFront(features);
    assert.deepEqual(JSON.parse(JSON.stringify(front)), front);
  });

  it('routes everything as the features themselves do', async () => {
    const registry = createRegistry(features, { settings: [] });
    const desk = openDesk(sourceOf(features));
    const payloads = [...registry.commands.values()].flatMap((command) =>
      (command.type === 1 ? Object.keys(command.subcommands ?? { '': 0 }) : ['']).map((part) => ({
        type: 2,
        data: {
          type: command.type,
          name: command.name,
          options: part ? [{ name: part, type: 1, options: [] }] : [],
          target_id: '1200000000000000001',
          resolved: { users: { '1200000000000000001': { id: '1200000000000000001' } } },
        },
      })),
    );
    const pressed = (type: 3 | 5, keys: Iterable<string>) =>
      [...keys].map((key) => ({ type, data: { custom_id: `${key}:x`, components: [] } }));
    payloads.push(...(pressed(3, registry.components.keys()) as never[]));
    payloads.push(...(pressed(5, registry.modals.keys()) as never[]));
    assert.ok(payloads.length > 100);
    for (const payload of payloads as never[]) {
      const { run: _, ...expected } = findRoute(registry, payload) ?? assert.fail(JSON.stringify(payload));
      const { tables, load } = desk.look(payload);
      const { run: __, ...before } = findRoute(tables, payload) ?? assert.fail(expected.name);
      assert.deepEqual(before, expected);
      if (!load) continue;
      const { run: ___, ...loaded } = findRoute(await load(), payload) ?? assert.fail(expected.name);
      assert.deepEqual(loaded, expected);
      assert.equal(desk.look(payload).load, undefined, 'it is loaded once');
    }
    for (const name of ['__proto__', 'toString', 'no-such']) {
      const unknown = { type: 2, data: { type: 1, name, options: [] } } as never;
      assert.equal(findRoute(desk.look(unknown).tables, unknown), undefined, name);
      const button = { type: 3, data: { custom_id: `${name}:${name}` } } as never;
      assert.equal(findRoute(desk.look(button).tables, button), undefined, name);
    }
  });
});

describe('what the Worker is bundled of', () => {
  it('are the dependencies, and of what development needs only what is listed here', async () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const served = ['htmx.org'];
    const packages = (await bundledFiles()).flatMap((path) => {
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
      return name ? [name] : [];
    });
    assert.ok(packages.includes('drizzle-orm'));
    assert.deepEqual(
      [...new Set(packages)].filter((name) => name in devDependencies && !served.includes(name)),
      [],
      'import types of it only, or make it a dependency',
    );
  });
});

describe('a bundle that is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bundle-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is made again when a source has changed, and only then', async () => {
    const source = join(folder, 'source.ts');
    let made = 0;
    const get = () =>
      keptBundle(folder, async () => {
        made += 1;
        return { modules: new Map([['worker.js', String(made)]]), sources: [relative(root, source)] };
      });
    // Only what is older than the process is the same in its modules and in the bundle.
    const age = new Date(performance.timeOrigin - 60_000);
    const write = (text: string) => writeFileSync(source, text);
    write('1');
    utimesSync(source, age, age);
    assert.equal((await get()).get('worker.js'), '1');
    assert.equal((await get()).get('worker.js'), '1');
    write('22');
    utimesSync(source, age, age);
    assert.equal((await get()).get('worker.js'), '2');
    assert.equal((await get()).get('worker.js'), '2');
    rmSync(source);
    assert.equal((await get()).get('worker.js'), '3');
  });

  it('is not kept when a source was written after the process began, which may have loaded what was there before', async () => {
    const source = join(folder, 'manifest.ts');
    writeFileSync(source, '1');
    let made = 0;
    const get = () =>
      keptBundle(`${folder} again`, async () => {
        made += 1;
        return { modules: new Map([['worker.js', String(made)]]), sources: [relative(root, source)] };
      });
    const soon = new Date(Math.ceil(performance.timeOrigin) + 1);
    utimesSync(source, soon, soon);
    assert.equal((await get()).get('worker.js'), '1');
    assert.equal((await get()).get('worker.js'), '2');
  });
});

function graph(
  entry: string,
  modules: Record<string, { statics?: string[]; lazies?: string[] }>,
): ModuleGraph {
  return {
    entry,
    modules: new Map(
      Object.entries(modules).map(([path, { statics = [], lazies = [] }]) => [
        path,
        { statics, lazies: lazies.map((one) => ({ specifier: one, path: one })) },
      ]),
    ),
  };
}
