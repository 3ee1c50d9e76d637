import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { neon, neonConfig } from '@neondatabase/serverless';
import { planRoles, type RolePlanInput } from '../../src/core/roles/plan-roles.ts';
import { ensureTemplate } from '../local/neon/template.ts';
import { startLocalStack } from '../local/stack.ts';
import { median } from './statistics.ts';

const SMALL = 1_000;
const LARGE = 10_000;
const ROUNDS = 15;
/** People of the large server whose roles differ from their standing. */
const DIFFERENCES = 100;
const MOST_POLLS = 600;

export interface RolesResult {
  /** Medians in milliseconds for planning alone: no database, no Discord. */
  smallMs: number;
  largeMs: number;
  ratio: number;
  /** One whole run over the large server, in milliseconds until the last call was made. */
  syncMs: number;
  differences: number;
  /** Calls that changed a role, and those that read. */
  writes: number;
  reads: number;
  /** Calls of a run with nothing to do. */
  idleWrites: number;
}

/** A plan over 10,000 members beside one over 1,000, and what a whole run over 10,000 asks of Discord. */
export async function measureRoles(say: (line: string) => void): Promise<RolesResult> {
  say('roles: planning');
  const [small, large] = [serverOf(SMALL), serverOf(LARGE)];
  const times = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.small.push(time(small));
    times.large.push(time(large));
  }
  const [smallMs, largeMs] = [median(times.small), median(times.large)];
  say(`roles: a run over ${LARGE.toLocaleString('en')} members`);
  return { smallMs, largeMs, ratio: largeMs / smallMs, ...(await measureRun()) };
}

/** Half have the standing; of those and of the others every tenth differs. */
function serverOf(members: number): RolePlanInput {
  const [guildId, roleId, ruleId] = ['1', '1001', 'a'];
  const ids = Array.from({ length: members }, (_, index) => String(10n ** 17n + BigInt(index)));
  const has = (index: number) => (index % 2 === 0) !== (index % 10 === 0);
  return {
    guildId,
    rules: [{ ruleId, roleId, removeOnLoss: true, adopt: false, repair: true, paused: false }],
    desired: ids.filter((_, index) => index % 2 === 0).map((userId) => ({ userId, roleId, ruleId })),
    actual: new Map(ids.map((id, index) => [id, has(index) ? [roleId, '1002'] : ['1002']])),
    owned: ids.flatMap((userId, index) =>
      has(index) ? [{ userId, roleId, ruleId, state: 'held' as const }] : [],
    ),
    roles: [
      { id: roleId, name: 'Customer', position: 1, managed: false },
      { id: '1009', name: 'Guildhall', position: 9, managed: true },
    ],
    bot: { top: { id: '1009', name: 'Guildhall', position: 9, managed: true }, mayManage: true },
  };
}

function time(input: RolePlanInput): number {
  const from = performance.now();
  const { calls } = planRoles(input);
  const ms = performance.now() - from;
  assert.equal(calls, input.actual.size / 10, 'every tenth differs');
  return ms;
}

async function measureRun(): Promise<
  Pick<RolesResult, 'syncMs' | 'differences' | 'writes' | 'reads' | 'idleWrites'>
> {
  const stack = await startLocalStack({
    ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
    seed: 'empty',
    variables: { DISCORD_GATEWAY: 'off' },
    databaseTemplate: await ensureTemplate(),
  });
  try {
    const { discord, variables, worker } = stack;
    assert.ok(discord, 'the bench runs against the stand-in of Discord');
    if (variables.DATABASE_HTTP_URL) neonConfig.fetchEndpoint = variables.DATABASE_HTTP_URL;
    const sql = neon(variables.DATABASE_URL);
    const { control, state } = discord;
    control.rateLimits(false);
    const { id: owner } = control.user({ username: 'ada.bench' });
    const guild = control.guild({ name: 'Large', owner_id: owner });
    for (const role of guild.roles.values()) if (role.managed) role.position = 20;
    const role = control.role(guild.id, { name: 'Customer', position: 5 }).id;
    const people = Array.from({ length: LARGE }, (_, index) => {
      const { id } = control.user({ username: `member.${index}` });
      control.member(guild.id, { user_id: id });
      return id;
    });
    await sql`insert into account_links (id, guild_id, account_id, account_name, user_id, user_name, method, linked_by, linked_at)
      select gen_random_uuid(), ${guild.id}, 'cus_' || id, 'Customer', id, 'member', 'staff', 'system:bench', now()
      from unnest(${people.slice(0, LARGE / 2)}::text[]) as t (id)`;
    const key = `gh_${randomBytes(24).toString('base64url')}`;
    await sql`insert into api_keys (id, guild_id, name, hash, last_four, scopes, created_at)
      values (gen_random_uuid(), ${guild.id}, 'bench', ${createHash('sha256').update(key).digest('hex')},
        ${key.slice(-4)}, '["*"]', now())`;
    const api = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${worker.url}/api/v1/guilds/${guild.id}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.ok(answer.ok, await answer.clone().text());
      return (await answer.json()) as Record<string, unknown>;
    };
    const rule = await api('/roles/rules', { standing: 'accounts.linked', roleId: role });
    // As if an earlier run had given all but some.
    const done = people.slice(0, LARGE / 2 - DIFFERENCES);
    const members = state.data.guilds.get(guild.id)?.members;
    for (const id of done) members?.get(id)?.roles.push(role);
    await sql`insert into role_grants (guild_id, user_id, role_id, rule_id, state, adopted, since)
      select ${guild.id}, id, ${role}, ${String(rule.id)}, 'held', false, now() from unnest(${done}::text[]) as t (id)`;
    const count = (since: number) => {
      const calls = control.calls({ path: `/guilds/${guild.id}`, since });
      const writes = calls.filter(({ method }) => method !== 'GET').length;
      return { writes, reads: calls.length - writes };
    };
    const before = control.calls().at(-1)?.id ?? 0;
    const from = performance.now();
    const { runId } = await api('/admin/discord/sync-roles', {});
    await until(async () => {
      const [run] = await sql`select state from role_runs where id = ${String(runId)}`;
      return run?.state === 'done';
    });
    const syncMs = performance.now() - from;
    const { writes, reads } = count(before);
    const after = control.calls().at(-1)?.id ?? 0;
    await api('/admin/discord/sync-roles', {});
    return { syncMs, differences: DIFFERENCES, writes, reads, idleWrites: count(after).writes };
  } finally {
    await stack.close();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let poll = 0; poll < MOST_POLLS; poll++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the run did not end within a minute');
}

/** The figures in words. */
export function reportRoles(result: RolesResult): string {
  const { smallMs, largeMs, ratio, syncMs, differences, writes, reads, idleWrites } = result;
  return [
    `Roles: a plan for ${SMALL.toLocaleString('en')} members ${smallMs.toFixed(2)} ms, for ${LARGE.toLocaleString('en')} ${largeMs.toFixed(2)} ms, ratio ${ratio.toFixed(1)}`,
    `  a run over ${LARGE.toLocaleString('en')} members with ${differences} differences: ${writes} calls that change, ${reads} that read, ${(syncMs / 1_000).toFixed(1)} s`,
    `  a run with nothing to do: ${idleWrites} calls that change`,
  ].join('\n');
}

if (import.meta.main) console.log(reportRoles(await measureRoles((line) => console.error(line))));
