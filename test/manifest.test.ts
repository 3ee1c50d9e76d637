import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { findForbiddenImports } from '../scripts/check-imports.ts';
import { migrationsAreComplete } from '../scripts/check-migrations.ts';
import { accessSettings } from '../src/core/access/settings.ts';
import { commandsJson } from '../src/core/interactions/command-json.ts';
import { createRegistry } from '../src/core/registry.ts';
import { collectPages } from '../src/core/web/collect-pages.ts';
import { features } from '../src/features/index.ts';

const registry = createRegistry(features, { settings: [accessSettings] });

describe('the features', () => {
  for (const feature of features) {
    it(`${feature.name} stands in a folder of its name and says what it is`, () => {
      assert.ok(existsSync(`src/features/${feature.name}/feature.ts`));
      assert.match(feature.summary, /^[A-Z].{20,180}\.$/);
    });

    it(`${feature.name} says in words what each of its permissions allows`, () => {
      const titled = Object.keys(feature.accessTitles ?? {}).sort();
      assert.deepEqual(titled, Object.keys(feature.access ?? {}).sort());
    });

    it(`${feature.name} has an example for each signal that its schema takes`, () => {
      for (const [type, { schema, sample, title }] of Object.entries(feature.signals ?? {})) {
        assert.match(type, /^[a-z-]+\.[a-z-]+$/);
        assert.ok(title.length > 5);
        const parsed = v.safeParse(schema, sample);
        assert.ok(parsed.success, `${type}: ${parsed.issues?.[0].message}`);
      }
    });

    it(`${feature.name} says of each notification whom it tells and when`, () => {
      for (const [name, kind] of Object.entries(feature.notifications ?? {})) {
        assert.match(name, /^[a-z][a-z-]*$/);
        assert.match(kind.help, /^[A-Z].{15,150}\.$/, name);
        assert.ok(kind.title.length > 5 && Object.keys(kind.from).length > 0, name);
        assert.ok(registry.access.has(kind.access), name);
      }
    });

    it(`${feature.name} has settings whose defaults its own schema takes`, () => {
      for (const [name, field] of Object.entries(feature.settings?.fields ?? {})) {
        assert.ok(v.is(field.schema, field.default), name);
        assert.ok(field.title.length > 2 && field.help.length > 10, name);
      }
    });
  }

  it('declare commands within the limits of Discord', () => {
    const commands = commandsJson(registry);
    const count = (type: number) => commands.filter((command) => command.type === type).length;
    assert.ok(count(1) <= 100 && count(2) <= 15 && count(3) <= 15);
    for (const command of commands) assert.ok(JSON.stringify(command).length < 8_000, command.name);
  });

  it('declare pages that each say who may see them, and navigation that leads somewhere', async () => {
    const { routes, navigation } = await collectPages(registry);
    assert.ok(routes.length > 30 && navigation.length > 8);
  });

  it('import only what their layer may', () => assert.deepEqual(findForbiddenImports(), []));

  it('have a migration for every table', () => {
    const { complete, output } = migrationsAreComplete();
    assert.ok(complete, output);
  });
});

describe('the lock file', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
  };
  const names = Object.keys(packages);

  it('names the packages of every platform, without which `npm ci` refuses it', () => {
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !names.some((path) => path.endsWith(`node_modules/${name}`)));
    assert.deepEqual(missing, []);
  });

  it('carries no download addresses', () => {
    assert.deepEqual(
      names.filter((name) => packages[name]?.resolved?.startsWith('http')),
      [],
    );
  });
});
