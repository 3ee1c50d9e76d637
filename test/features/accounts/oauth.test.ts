import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalWorker } from '../../../scripts/local/worker.ts';
import { buttonId, createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { decideAtDiscord, newVisitor, signIn } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';
import {
  linkByDiscord,
  liveLinks,
  newCode,
  setSecret,
  signedParts,
  startAtDiscord,
} from './support/linking.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const REVOKE = '/oauth2/token/revoke';

describe('linking an account with Discord’s sign-in', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const fresh = async () => {
    guild = app.newGuild();
    await setSecret(app, guild);
  };
  const tokens = () => app.sql`select * from account_tokens where guild_id = ${guild.id}`;
  const grantsOf = (who: { id: string }) =>
    [...app.discord.state.data.grants.values()].filter(({ user_id }) => user_id === who.id);
  const callsTo = (end: string) => app.discord.control.calls().filter(({ path }) => path.endsWith(end));

  it('E01: links with one click, and shows the account that is linked', async () => {
    await fresh();
    const parts = signedParts(app, guild, { account: 'cus_9', name: 'Nine & Sons <b>' });
    const visitor = newVisitor(app);
    const shown = await visitor.get(`/link/${guild.id}?${new URLSearchParams({ ...parts })}`);
    assert.match(shown.text, /Nine &amp; Sons &lt;b&gt;/);
    assert.match(
      shown.headers.get('content-security-policy') ?? '',
      /form-action 'self' http:\/\/127\.0\.0\.1/,
    );

    const asked = new URL(await startAtDiscord(visitor, guild, parts));
    assert.equal(asked.searchParams.get('scope'), 'identify role_connections.write');
    assert.match(asked.searchParams.get('state') ?? '', /^[\w-]{43}$/);
    assert.match(asked.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
    assert.deepEqual(await liveLinks(app, guild), [], 'nothing before the yes');

    const back = await visitor.get(await decideAtDiscord(asked.href, guild.member.id));
    const done = await visitor.get(back.location ?? '');
    assert.equal(done.status, 200, done.text);
    assert.match(done.text, /You are linked/);
    assert.match(done.text, /Nine &amp; Sons &lt;b&gt;/);
    assert.match(done.text, /Maya/);
    assert.deepEqual(await liveLinks(app, guild), [
      { account_id: 'cus_9', user_id: guild.member.id, method: 'oauth2' },
    ]);
    const [signal] = await app.sql`select type, data, actor from signals
      where guild_id = ${guild.id} and type = 'account.linked'`;
    assert.equal(signal?.data.discordUserId, guild.member.id);
    assert.equal(signal?.actor, `user:${guild.member.id}`);
  });

  it('E01: refuses a state that is wrong, used, too old or another browser’s with 400, and links nothing', async () => {
    await fresh();
    const begin = async () => {
      const visitor = newVisitor(app);
      const discord = await startAtDiscord(visitor, guild, signedParts(app, guild));
      return { visitor, back: await decideAtDiscord(discord, guild.member.id) };
    };
    const wrong = await begin();
    const forged = new URL(wrong.back);
    forged.searchParams.set('state', 'x'.repeat(43));
    assert.equal((await wrong.visitor.get(forged.href)).status, 400, 'wrong');

    const late = await begin();
    await app.advance(10 * 60_000 + 1_000);
    assert.equal((await late.visitor.get(late.back)).status, 400, 'too old');

    const foreign = await begin();
    assert.equal((await newVisitor(app).get(foreign.back)).status, 400, 'another browser');

    const unproven = await begin();
    const cookie = unproven.visitor.cookies.get('__Host-guildhall-sign-in') ?? '';
    unproven.visitor.cookies.set('__Host-guildhall-sign-in', `${cookie.split('.')[0]}.${'y'.repeat(43)}`);
    assert.equal((await unproven.visitor.get(unproven.back)).status, 400, 'without the PKCE verifier');
    assert.deepEqual(await liveLinks(app, guild), []);

    const right = await begin();
    const kept = right.visitor.cookies.get('__Host-guildhall-sign-in') ?? '';
    assert.equal((await right.visitor.get(right.back)).status, 303);
    right.visitor.cookies.set('__Host-guildhall-sign-in', kept);
    const again = await right.visitor.get(right.back);
    assert.equal(again.status, 400, 'used');
    assert.match(again.text, /used already or took too long/);
    assert.equal((await liveLinks(app, guild)).length, 1);
  });

  it('comes back in words when the person says no at Discord, and can start again', async () => {
    await fresh();
    const parts = signedParts(app, guild);
    const visitor = newVisitor(app);
    const discord = await startAtDiscord(visitor, guild, parts);
    const back = await visitor.get(await decideAtDiscord(discord, guild.member.id, 'cancel'));
    const page = await visitor.get(back.location ?? '');
    assert.equal(page.status, 200);
    assert.match(page.text, /You cancelled at Discord/);
    const { page: done } = await linkByDiscord(app, guild, guild.member, parts);
    assert.match(done.text, /You are linked/);
  });

  it('links also when Discord passes on less than was asked, but never without knowing who it is', async () => {
    await fresh();
    const narrowed = async (scope: string) => {
      const visitor = newVisitor(app);
      const discord = new URL(await startAtDiscord(visitor, guild, signedParts(app, guild)));
      discord.searchParams.set('scope', scope);
      return visitor.get(await decideAtDiscord(discord.href, guild.member.id));
    };
    const before = callsTo(REVOKE).length;
    const unknown = await narrowed('role_connections.write');
    assert.equal(unknown.status, 400);
    assert.match(unknown.text, /did not say who you are/);
    assert.deepEqual([await liveLinks(app, guild), await tokens()], [[], []]);
    await app.settle();
    assert.equal(callsTo(REVOKE).length, before + 1, 'what was given is given back');
    assert.equal((await narrowed('identify')).status, 303);
    assert.equal((await tokens())[0]?.scopes, 'identify');
  });

  it('E01: disconnecting ends the link, deletes the tokens here and gives them back at Discord', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    const visitor = await signIn(app, guild.member);
    const mine = `/guilds/${guild.id}/my-account`;
    assert.match((await visitor.get(mine)).text, /Parlour One/);
    const asked = await visitor.get(`${mine}/unlink`);
    assert.match(asked.text, /Disconnect Parlour One\?/);
    const link = /name="link" value="([\w-]+)"/.exec(asked.text)?.[1] ?? '';
    const before = callsTo(REVOKE).length;
    assert.equal((await visitor.post(`${mine}/unlink`, { link })).status, 303);
    await app.settle();
    assert.deepEqual(await liveLinks(app, guild), []);
    assert.deepEqual(await tokens(), []);
    assert.equal(callsTo(REVOKE).length, before + 1);
    assert.deepEqual(grantsOf(guild.member), [], 'Discord knows of no more');
    const [unlinked] = await app.sql`select data from signals
      where guild_id = ${guild.id} and type = 'account.unlinked'`;
    assert.equal(unlinked?.data.discordUserId, guild.member.id);
  });

  it('E01: disconnecting takes away the role that came with the link', async () => {
    await fresh();
    const role = app.discord.control.role(guild.id, { name: 'Customer' });
    const top = app.discord.control.role(guild.id, { name: 'Bot', permissions: String(1n << 28n) });
    app.discord.control.member(guild.id, { user_id: app.discord.state.data.botId, roles: [top.id] });
    const rule = await app.api(guild.id, 'POST', '/roles/rules', {
      standing: 'accounts.linked',
      roleId: role.id,
    });
    assert.equal(rule.status, 201, JSON.stringify(rule.body));
    const roles = () =>
      app.discord.state.data.guilds.get(guild.id)?.members.get(guild.member.id)?.roles ?? [];
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    await app.settle();
    assert.ok(roles().includes(role.id), 'given with the link');
    await app
      .run({ type: 'command', userId: guild.member.id, channelId: guild.channelId, commandName: 'unlink' })
      .then(({ message }) =>
        app.run({
          type: 'component',
          userId: guild.member.id,
          channelId: guild.channelId,
          customId: buttonId(message, 'Yes, unlink'),
          messageId: message.id,
        }),
      );
    await app.settle();
    assert.ok(!roles().includes(role.id), 'taken with it');
  });

  it('keeps the authorization at Discord while another server’s link needs it', async () => {
    await fresh();
    const first = guild;
    const person = first.member;
    await linkByDiscord(app, first, person, signedParts(app, first));
    await fresh();
    app.discord.control.member(guild.id, { user_id: person.id });
    await linkByDiscord(app, guild, person, signedParts(app, guild));
    const before = callsTo(REVOKE).length;
    const [link] = await app.sql`select id from account_links where guild_id = ${first.id}`;
    const ended = await app.api(first.id, 'POST', `/account-links/${link?.id}/unlink`, { reason: 'Moved.' });
    assert.equal(ended.status, 200);
    await app.settle();
    assert.deepEqual(await app.sql`select 1 from account_tokens where guild_id = ${first.id}`, []);
    await linkByDiscord(app, first, person, signedParts(app, first));
    await signIn(app, person);
    assert.equal((await app.api(first.id, 'POST', `/people/${person.id}/erase`, {})).status, 202);
    await app.settle();
    assert.equal(callsTo(REVOKE).length, before, 'neither for the link nor for the sign-in');
    assert.equal((await tokens())[0]?.state, 'good');

    await app.sql`update account_tokens set state = 'needs-renewal' where guild_id = ${guild.id}`;
    await linkByDiscord(app, first, person, signedParts(app, first));
    const [again] = await app.sql`select id from account_links
      where guild_id = ${first.id} and ended_at is null`;
    await app.api(first.id, 'POST', `/account-links/${again?.id}/unlink`, { reason: 'Moved.' });
    await app.settle();
    assert.equal(callsTo(REVOKE).length, before + 1, 'tokens that are worth nothing need none');
  });

  /** Lets a change happen in the midst of another, once; gives how often that other was tried. */
  const meanwhile = async (when: string, change: string, other: () => Promise<unknown>): Promise<number> => {
    // What is taken back with a transaction does not count a sequence back.
    await app.sql.query('create sequence meanwhile');
    await app.sql.query(`create function meanwhile() returns trigger language plpgsql as $$ begin
      if nextval('meanwhile') = 1 then ${change} where guild_id = new.guild_id; end if;
      return new; end $$`);
    await app.sql.query(`create trigger meanwhile after ${when} for each row execute function meanwhile()`);
    try {
      await other();
      const [met] = await app.sql`select last_value::int as times from meanwhile`;
      return Number(met?.times);
    } finally {
      await app.sql.query('drop function meanwhile cascade');
      await app.sql.query('drop sequence meanwhile');
    }
  };

  it('takes the tokens of a link as they are when it ends, though they were renewed just then', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    const [link] = await app.sql`select id from account_links where guild_id = ${guild.id}`;
    const renew = "update account_tokens set tokens = 'renewed'";
    const tries = await meanwhile('update of ended_at on account_links', renew, async () => {
      const ended = await app.api(guild.id, 'POST', `/account-links/${link?.id}/unlink`, { reason: 'Gone.' });
      assert.equal(ended.status, 200, JSON.stringify(ended.body));
    });
    assert.equal(tries, 2, 'what was read before is not what goes');
    await app.settle();
    assert.deepEqual(await tokens(), []);
    assert.deepEqual(grantsOf(guild.member), []);
  });

  it('keeps no tokens for a link that ends while it is made once more', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    const end = "update account_links set ended_at = now(), ended_by = 'user:1'";
    const tries = await meanwhile('insert on link_nonces', end, () =>
      linkByDiscord(app, guild, guild.member, signedParts(app, guild)),
    );
    assert.equal(tries, 2, 'it was looked at once more');
    const kept = await app.sql`select l.ended_at from account_tokens t
      join account_links l on l.id = t.link_id where t.guild_id = ${guild.id}`;
    assert.deepEqual(kept, [{ ended_at: null }]);
  });

  it('deletes the tokens of somebody who takes back the authorization at Discord; the link stays', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    assert.equal((await tokens()).length, 1);
    app.discord.control.deauthorize(guild.member.id);
    await eventually('the tokens are gone', async () => (await tokens()).length === 0);
    assert.equal((await liveLinks(app, guild)).length, 1);
    const [audit] = await app.sql`select action from audit_log
      where guild_id = ${guild.id} and action = 'accounts.tokens-taken-back'`;
    assert.ok(audit);
  });

  it('E15: keeps tokens so that a dump of the whole database holds none of them', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    await signIn(app, guild.member);
    const secrets = grantsOf(guild.member).flatMap(({ access_token, refresh_token }) => [
      access_token,
      refresh_token ?? access_token,
    ]);
    assert.ok(secrets.length >= 4, 'of the link and of the sign-in');
    const tables =
      await app.sql`select table_name from information_schema.tables where table_schema = 'public'`;
    for (const { table_name } of tables) {
      const rows = await app.sql.query(`select t::text as row from "${table_name}" t`);
      const dump = JSON.stringify(rows);
      for (const secret of secrets) assert.ok(!dump.includes(secret), `${table_name} holds a token`);
    }
    assert.match(String((await tokens())[0]?.tokens), /^sealed:k1:/);
    assert.ok(!app.logs.some((line) => secrets.some((secret) => line.includes(secret))), 'nor does the log');
  });

  it('hands a person their links but no tokens, and erases all of it with them', async () => {
    await fresh();
    const person = guild.member.id;
    const parts = signedParts(app, guild, { account: 'cus_aardvark', name: 'Aardvark Inc.' });
    await app.api(guild.id, 'PUT', '/known-accounts', {
      accounts: [
        { accountId: parts.account, accountName: parts.name, discordUsername: guild.member.username },
        { accountId: 'cus_other', accountName: 'Aardvarks and more', discordUsername: guild.member.username },
      ],
    });
    await app.settle();
    await linkByDiscord(app, guild, guild.member, parts);
    const taken = signedParts(app, guild, { account: parts.account, name: parts.name });
    await linkByDiscord(app, guild, guild.staff, taken);
    await app.settle();
    const handed = JSON.stringify((await app.api(guild.id, 'GET', `/people/${person}/export`)).body);
    assert.match(handed, /Aardvark Inc/);
    assert.doesNotMatch(handed, /sealed:|account_tokens/);

    // Discord is down for a while, which holds up nothing but what is to be told to Discord.
    app.discord.control.script({ method: 'POST', path: REVOKE, times: 4, status: 503 });
    const erased = await app.api(guild.id, 'POST', `/people/${person}/erase`, { confirm: person });
    assert.ok(erased.status < 300, JSON.stringify(erased.body));
    await app.settle();
    const [state] = await app.sql`select state from erasures where guild_id = ${guild.id}`;
    assert.equal(state?.state, 'done');
    assert.equal(grantsOf(guild.member).length, 1);
    await app.advance(60_000);
    await app.tick();
    assert.deepEqual(grantsOf(guild.member), [], 'Discord knows of no yes any more');
    assert.deepEqual(await app.sql`select 1 from token_returns`, [], 'and nothing is left of the tokens');
    const tables = await app.sql`select distinct table_name from information_schema.columns
      where table_schema = 'public' and column_name = 'guild_id'`;
    for (const { table_name } of tables)
      for (const word of ['Aardvark Inc', 'cus_aardvark', person, 'Maya']) {
        const rows = await app.sql.query(
          `select to_jsonb(t)::text as row from "${table_name}" t where guild_id = $1 and to_jsonb(t)::text like $2`,
          [guild.id, `%${word}%`],
        );
        assert.deepEqual(rows, [], `${table_name} tells of ${word}`);
      }
  });

  it('renews tokens before they end, and tells once when Discord does not', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    await linkByDiscord(app, guild, guild.staff, signedParts(app, guild, { account: 'cus_2', name: 'Two' }));
    const of = async (who: { id: string }) => (await tokens()).find(({ user_id }) => user_id === who.id);
    const [kept, lost] = [await of(guild.member), await of(guild.staff)];
    for (const [key, grant] of app.discord.state.data.grants)
      if (grant.user_id === guild.staff.id) app.discord.state.data.grants.delete(key);
    await app.advance(6 * DAY_MS + HOUR_MS);
    await app.tick();
    const renewed = await of(guild.member);
    assert.notEqual(renewed?.tokens, kept?.tokens);
    assert.ok(new Date(String(renewed?.expires_at)) > new Date(String(kept?.expires_at)));
    assert.equal((await of(guild.staff))?.state, 'needs-renewal');
    assert.equal((await of(guild.staff))?.tokens, lost?.tokens);
    await app.advance(2 * HOUR_MS);
    await app.tick();
    const told = await app.sql`select 1 from signals
      where guild_id = ${guild.id} and type = 'account.needs-renewal'`;
    assert.equal(told.length, 1);
    assert.equal((await liveLinks(app, guild)).length, 2, 'both are linked as before');
    const visitor = await signIn(app, guild.staff);
    assert.match(
      (await visitor.get(`/guilds/${guild.id}/my-account`)).text,
      /Discord ended what you had allowed/,
    );

    await linkByDiscord(app, guild, guild.staff, signedParts(app, guild, { account: 'cus_2', name: 'Two' }));
    assert.equal((await of(guild.staff))?.state, 'good', 'linking once more renews it');
    assert.equal((await newCode(app, guild)).code.length, 64);
  });

  it('E15: goes on reading tokens after a new key was put in front, and seals them anew so that the old one can go', async () => {
    await fresh();
    await linkByDiscord(app, guild, guild.member, signedParts(app, guild));
    await linkByDiscord(app, guild, guild.staff, signedParts(app, guild, { account: 'cus_2', name: 'Two' }));
    const old = String(app.stack.variables.ENCRYPTION_KEYS);
    const newKey = `k2:${Buffer.alloc(32, 'z').toString('base64')}`;
    const unlink = async (url: string, who: { id: string }) => {
      const [link] = await app.sql`select id from account_links
        where guild_id = ${guild.id} and user_id = ${who.id} and ended_at is null`;
      const before = callsTo(REVOKE).length;
      const answer = await fetch(`${url}/api/v1/guilds/${guild.id}/account-links/${link?.id}/unlink`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await app.apiKey(guild.id)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ reason: 'Proof that the tokens can be read.' }),
      });
      assert.equal(answer.status, 200, await answer.text());
      await eventually('Discord takes the tokens back', () => callsTo(REVOKE).length === before + 1);
      await app.settle();
    };
    const withKeys = async (
      keys: string,
      use: (worker: Awaited<ReturnType<typeof startLocalWorker>>) => Promise<void>,
    ) => {
      const variables = { ...(app.stack.variables as Record<string, string>), ENCRYPTION_KEYS: keys };
      const worker = await startLocalWorker({ port: 0, variables });
      try {
        await worker.setClock(app.now() - Date.now());
        await use(worker);
      } finally {
        await worker.close();
      }
    };
    await withKeys(`${newKey},${old}`, async (worker) => {
      await unlink(worker.url, guild.staff);
      assert.match(String((await tokens())[0]?.tokens), /^sealed:k1:/, 'not sealed anew yet');
      await app.advance(HOUR_MS);
      await worker.setClock(app.now() - Date.now());
      await worker.tick();
      await app.settle();
      assert.match(String((await tokens())[0]?.tokens), /^sealed:k2:/);
    });
    await withKeys(newKey, (worker) => unlink(worker.url, guild.member));
    assert.deepEqual(await tokens(), []);
  });
});
