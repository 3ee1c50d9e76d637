import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { buttonId, createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { newVisitor, signIn } from '../../support/dashboard.ts';
import { newMember, told } from '../inbox/support/desk.ts';
import {
  linkByDiscord,
  linkPath,
  liveLinks,
  newCode,
  setSecret,
  signedParts,
  typeCode,
} from './support/linking.ts';

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
after(() => app.close());

const run = (guild: TestGuild, who: { id: string }, commandName: string) =>
  app.run({ type: 'command', userId: who.id, channelId: guild.channelId, commandName });
const hasStaff = (guild: TestGuild) =>
  app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
const pressUnlink = async (guild: TestGuild, who: { id: string }, label: string) => {
  const { message } = await run(guild, who, 'unlink');
  const pressed = await app.run({
    type: 'component',
    userId: who.id,
    channelId: guild.channelId,
    customId: buttonId(message, label),
    messageId: message.id,
  });
  return pressed.message.content;
};
const conflictsOf = async (guild: TestGuild, state = 'open') =>
  (await app.api(guild.id, 'GET', `/link-conflicts?state=${state}`)).body.conflicts;
const wordsTo = (who: { id: string }) => told(app, who).map(({ content }) => content);
const auditOf = async (guild: TestGuild) =>
  (
    await app.sql`select action from audit_log where guild_id = ${guild.id} and action like 'accounts.%'
    order by created_at`
  ).map(({ action }) => action);
const WRONG = /^This code does not work: it is mistyped, was used already, or is older than an hour\./;

describe('one-time codes', () => {
  it('B17: are of 32 random bytes, kept only as a hash, and work once, however they are typed', async () => {
    const guild = app.newGuild();
    const { code } = await newCode(app, guild);
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){12}[0-9A-HJKMNP-TV-Z]{4}$/, '52 signs of 5 bits');
    const plain = code.replaceAll('-', '');
    const hash = createHash('sha256').update(plain).digest('hex');
    const [row] = await app.sql`select * from link_codes where guild_id = ${guild.id}`;
    assert.equal(row?.code_hash, hash);
    for (const table of ['link_codes', 'audit_log', 'signals', 'jobs', 'idempotency_keys']) {
      const rows = JSON.stringify(await app.sql.query(`select t::text from "${table}" t`));
      assert.ok(!rows.includes(code) && !rows.includes(plain), table);
    }
    assert.match(
      await typeCode(app, guild, guild.member, ` ${plain.toLowerCase()} `),
      /you are linked to \*\*Parlour One/,
    );
    assert.deepEqual(await liveLinks(app, guild), [
      { account_id: 'cus_1', user_id: guild.member.id, method: 'code' },
    ]);
    assert.match(await typeCode(app, guild, guild.member, code), WRONG);
    assert.match(await typeCode(app, guild, guild.staff, code), WRONG);
    assert.equal((await liveLinks(app, guild)).length, 1);
  });

  it('B17: are refused after an hour and a second, elsewhere, and once a newer one was made', async () => {
    const guild = app.newGuild();
    const { code: old } = await newCode(app, guild);
    await app.advance(3_601_000);
    assert.match(await typeCode(app, guild, guild.member, old), WRONG);
    const { code: replaced } = await newCode(app, guild);
    const { code } = await newCode(app, guild);
    assert.match(await typeCode(app, guild, guild.member, replaced), WRONG);
    const other = app.newGuild();
    assert.match(await typeCode(app, other, other.member, code), WRONG);
    await app.advance(3_599_000);
    assert.match(await typeCode(app, guild, guild.member, code), /you are linked/);
  });

  it('B17: let one of two through who type the same code at once', async () => {
    const guild = app.newGuild();
    const { code } = await newCode(app, guild);
    const typing = [guild.member, guild.staff];
    // Who comes by the dashboard reads the code at another moment than who types it in Discord.
    const others = ['kim', 'lou', 'max'].map((username) => newMember(app, guild, username));
    const visitors = await Promise.all([guild.admin, ...others].map((who) => signIn(app, who)));
    const [said, pages] = await Promise.all([
      Promise.all(typing.map((who) => typeCode(app, guild, who, code))),
      Promise.all(
        visitors.map((one, at) =>
          at % 2
            ? one.post(`/link/${guild.id}/confirm`, { code })
            : one.post(`/guilds/${guild.id}/my-account`, { code }),
        ),
      ),
    ]);
    const done = (answer: string) => /^Done: you are linked/.test(answer);
    const lost = said.filter((answer) => !done(answer));
    for (const answer of lost) assert.match(answer, WRONG);
    const refused = pages.filter(({ status }) => status !== 303);
    for (const { text } of refused) assert.match(text, /This code does not work/);
    assert.equal(lost.length + refused.length, 5, 'all but one');
    assert.equal((await liveLinks(app, guild)).length, 1);
    assert.deepEqual(await conflictsOf(guild), [], 'a code that is used up proves nothing');
  });

  it('B17: count once for somebody who types the same one many times at once', async () => {
    const guild = app.newGuild();
    const { code } = await newCode(app, guild);
    const visitor = await signIn(app, guild.member);
    const [said, page] = await Promise.all([
      Promise.all(Array.from({ length: 4 }, () => typeCode(app, guild, guild.member, code))),
      visitor.post(`/guilds/${guild.id}/my-account`, { code }),
    ]);
    const lost = said.filter((words) => !/^Done: you are linked/.test(words));
    for (const words of lost) assert.match(words, WRONG);
    assert.equal(lost.length + (page.status === 422 ? 1 : 0), 4, said.join('\n'));
  });

  it('lock a member out who tries too many, in words, and nobody else', async () => {
    const guild = app.newGuild();
    const { code } = await newCode(app, guild);
    const guess = `${code.slice(0, -1)}${code.endsWith('0') ? '8' : '0'}`;
    for (let tries = 0; tries < 5; tries++)
      assert.match(await typeCode(app, guild, guild.member, tries % 2 ? 'abc' : guess), WRONG);
    assert.match(
      await typeCode(app, guild, guild.member, code),
      /^That were too many wrong codes\. Try again <t:\d+:R>/,
    );
    assert.deepEqual(await liveLinks(app, guild), []);
    await app.advance(15 * 60_000 + 1_000);
    assert.match(await typeCode(app, guild, guild.member, code), /you are linked/);
  });

  it('link by the dashboard too, and by the page whose address comes with the code', async () => {
    const guild = app.newGuild();
    const first = await newCode(app, guild);
    const visitor = await signIn(app, guild.member);
    const mine = `/guilds/${guild.id}/my-account`;
    const wrong = await visitor.post(mine, { code: 'nonsense' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /value="nonsense"/);
    assert.equal((await visitor.post(mine, { code: first.code })).status, 303);
    assert.match((await visitor.get(mine)).text, /Proven with a one-time code/);

    const second = await newCode(app, guild, 'cus_2', 'Two');
    const other = await signIn(app, guild.staff);
    const url = new URL(second.url);
    const shown = await other.get(`${url.pathname}${url.search}`);
    assert.match(shown.text, /Two/);
    assert.match(shown.text, /Sam/);
    const done = await other.post(`/link/${guild.id}/confirm`, { code: second.code });
    assert.match((await other.get(done.location ?? '')).text, /You are linked/);
    assert.equal((await liveLinks(app, guild)).length, 2);
  });
});

describe('signed links', () => {
  it('B20: three ways prove an account: OAuth2, a one-time code, a signed link', async () => {
    const guild = app.newGuild();
    await setSecret(app, guild);
    await linkByDiscord(app, guild, guild.admin, signedParts(app, guild, { account: 'a', name: 'A' }));
    await typeCode(app, guild, guild.member, (await newCode(app, guild, 'b', 'B')).code);
    const parts = signedParts(app, guild, { account: 'c', name: 'C' });
    const visitor = newVisitor(app);
    const door = await visitor.get(linkPath(guild, parts));
    const entry = /href="(\/auth\/discord\?return=[^"]+)"/.exec(door.text)?.[1] ?? '';
    const person = await signIn(app, guild.staff);
    assert.equal(
      new URL(entry.replaceAll('&amp;', '&'), app.url).searchParams.get('return'),
      linkPath(guild, parts),
    );
    const shown = await person.get(linkPath(guild, parts));
    assert.match(shown.text, /Are both of these you\?/);
    assert.match(shown.text, /Sam/);
    assert.equal((await liveLinks(app, guild)).length, 2, 'looking links nothing');
    assert.equal((await person.post(`/link/${guild.id}/confirm`, { ...parts, csrf: 'no' })).status, 403);
    assert.equal((await visitor.post(`/link/${guild.id}/confirm`, { ...parts })).status, 401);
    assert.equal(
      (await visitor.post(`/link/${guild.id}/start`, { ...parts }, { origin: 'https://evil.example' }))
        .status,
      403,
    );
    const sent = await person.post(`/link/${guild.id}/confirm`, { ...parts });
    assert.equal(sent.status, 303, sent.text);
    assert.match((await person.get(sent.location ?? '')).text, /You are linked/);
    assert.deepEqual(
      (await liveLinks(app, guild)).map(({ account_id, method }) => [account_id, method]),
      [
        ['a', 'oauth2'],
        ['b', 'code'],
        ['c', 'signed-link'],
      ],
    );
    const again = await person.post(`/link/${guild.id}/confirm`, { ...parts });
    assert.equal(again.status, 400, 'its nonce works once');
    assert.match(again.text, /This link was used already/);
  });

  it('let one of two through who say yes to the same link at once', async () => {
    const guild = app.newGuild();
    await setSecret(app, guild);
    const parts = signedParts(app, guild);
    const people = await Promise.all([guild.member, guild.staff].map((who) => signIn(app, who)));
    const sent = await Promise.all(people.map((one) => one.post(`/link/${guild.id}/confirm`, { ...parts })));
    assert.deepEqual(sent.map(({ status }) => status).toSorted(), [303, 400]);
    assert.equal((await liveLinks(app, guild)).length, 1);
    assert.deepEqual(await conflictsOf(guild), [], 'a link that is used up proves nothing');
  });

  it('are refused when they were altered, ran out, last too long, or are of another server', async () => {
    const guild = app.newGuild();
    const other = app.newGuild();
    const bare = await newVisitor(app).get(linkPath(guild, signedParts(app, guild)));
    assert.equal(bare.status, 400, 'the server has no secret yet');
    await setSecret(app, guild);
    await setSecret(app, other);
    const parts = signedParts(app, guild);
    const visitor = newVisitor(app);
    const altered = [
      { ...parts, account: 'cus_2' },
      { ...parts, name: 'Parlour Two' },
      { ...parts, exp: String(Number(parts.exp) + 1) },
      { ...parts, nonce: `${parts.nonce}x` },
      { ...parts, sig: parts.sig.replace(/^./, (sign) => (sign === '0' ? '1' : '0')) },
      { ...parts, sig: '' },
      { ...parts, name: `Parlour\nOne` },
      signedParts(app, guild, { secret: 'another-secret-of-more-than-32-characters' }),
      signedParts(app, other),
    ];
    for (const one of altered) {
      const page = await visitor.get(linkPath(guild, one));
      assert.equal(page.status, 400, JSON.stringify(one));
      assert.match(page.text, /not complete or was altered/);
      assert.equal((await visitor.post(`/link/${guild.id}/start`, { ...one })).status, 400);
    }
    const long = await visitor.get(linkPath(guild, signedParts(app, guild, { inSeconds: 3_700 })));
    assert.match(long.text, /an hour is the most/);
    await app.advance(601_000);
    const late = await visitor.get(linkPath(guild, parts));
    assert.equal(late.status, 400);
    assert.match(late.text, /This link has run out/);
    assert.equal((await visitor.get(`/link/${guild.id}`)).status, 400);
    assert.equal((await visitor.get('/link/nonsense')).status, 404);
  });
});

describe('an account that is linked otherwise', () => {
  it('B18: changes nothing, tells both sides and the staff, and is settled by staff', async () => {
    const guild = app.newGuild();
    await hasStaff(guild);
    await app.api(guild.id, 'PATCH', '/settings/notifications', { values: { channel: guild.channelId } });
    await typeCode(app, guild, guild.member, (await newCode(app, guild)).code);
    const { code } = await newCode(app, guild);
    const said = await typeCode(app, guild, guild.staff, code);
    assert.match(said, /is linked to somebody else already, so nothing changed/);
    await app.settle();
    const before = [{ account_id: 'cus_1', user_id: guild.member.id, method: 'code' }];
    assert.deepEqual(await liveLinks(app, guild), before);
    const [toHolder] = wordsTo(guild.member);
    assert.match(String(toHolder), /\*\*Sam\*\* proved that the account \*\*Parlour One\*\* is theirs/);
    const posted = app.discord.control
      .calls({ method: 'POST', path: `/channels/${guild.channelId}/messages` })
      .map(({ body }) => String((body as { content?: string }).content));
    assert.ok(
      posted.some((text) => /\*\*Sam\*\* proved the account/.test(text)),
      posted.join('\n'),
    );
    await typeCode(app, guild, guild.staff, code);
    await app.settle();
    assert.equal(wordsTo(guild.member).length, 1, 'asked twice, told once');

    const { body } = await app.api(guild.id, 'GET', '/link-conflicts');
    assert.equal(body.conflicts.length, 1);
    assert.equal(body.conflicts[0].taken, 'account');
    const path = `/link-conflicts/${body.conflicts[0].id}/settle`;
    const moved = await app.api(guild.id, 'POST', path, {
      decision: 'move',
      reason: 'Sam showed the invoice.',
    });
    assert.equal(moved.status, 200, JSON.stringify(moved.body));
    await app.settle();
    assert.deepEqual(await liveLinks(app, guild), [
      { account_id: 'cus_1', user_id: guild.staff.id, method: 'staff' },
    ]);
    assert.match(String(wordsTo(guild.member).at(-1)), /no longer linked.*Sam showed the invoice/);
    assert.match(String(wordsTo(guild.staff).at(-1)), /You were linked to the account \*\*Parlour One/);
    assert.equal((await app.api(guild.id, 'POST', path, { decision: 'keep', reason: 'No.' })).status, 409);
  });

  it('B18: lets one through when two prove the same account at the same moment, and writes the other down', async () => {
    const guild = app.newGuild();
    await setSecret(app, guild);
    const people = await Promise.all([guild.member, guild.staff].map((who) => signIn(app, who)));
    const ends = await Promise.all(
      people.map(async (person) => {
        const sent = await person.post(`/link/${guild.id}/confirm`, { ...signedParts(app, guild) }, {});
        return (await person.get(sent.location ?? '')).status;
      }),
    );
    assert.deepEqual(ends.toSorted(), [200, 409]);
    assert.equal((await liveLinks(app, guild)).length, 1);
    assert.equal((await app.api(guild.id, 'GET', '/link-conflicts')).body.conflicts.length, 1);
  });

  it('B18: one account for each member: who has one is told to unlink first; unlinking and linking again works', async () => {
    const guild = app.newGuild();
    await typeCode(app, guild, guild.member, (await newCode(app, guild)).code);
    const { code } = await newCode(app, guild, 'cus_2', 'Parlour Two');
    assert.match(
      await typeCode(app, guild, guild.member, code),
      /linked to \*\*Parlour One\*\* already.*Type `\/unlink` first/s,
    );
    const mine = async () => (await visitor.get(`/guilds/${guild.id}/my-account`)).text;
    const visitor = await signIn(app, guild.member);
    assert.match(await mine(), /You asked for the account Parlour Two.*It clashes/s);
    const admin = await signIn(app, guild.admin);
    const toSettle = async () => (await admin.get(`/guilds/${guild.id}/accounts/conflicts`)).text;
    assert.match(await toSettle(), /If you link it to Maya, Maya loses Parlour One\./);
    assert.match(await pressUnlink(guild, guild.member, 'Keep it'), /you stay linked/);
    assert.match(
      await pressUnlink(guild, guild.member, 'Yes, unlink'),
      /no longer linked to \*\*Parlour One/,
    );
    assert.deepEqual(await liveLinks(app, guild), []);
    assert.match(await toSettle(), /Nothing is in the way any more/, 'says what is so now, not what was');
    assert.match(
      await typeCode(app, guild, guild.member, code),
      /you are linked to \*\*Parlour Two/,
      'the code is still good',
    );
    assert.deepEqual(await auditOf(guild), [
      'accounts.make-code',
      'accounts.link',
      'accounts.make-code',
      'accounts.conflict',
      'accounts.unlink',
      'accounts.link',
    ]);
    assert.doesNotMatch(await mine(), /It clashes/);
    assert.deepEqual(await conflictsOf(guild), [], 'nothing is left for staff');
    const [settled] = await conflictsOf(guild, 'all');
    assert.deepEqual([settled.state, settled.resolvedBy], ['moved', `user:${guild.member.id}`]);
    const late = await app.api(guild.id, 'POST', `/link-conflicts/${settled.id}/settle`, {
      decision: 'keep',
      reason: 'Settled itself.',
    });
    assert.equal(late.status, 409);
    await app.settle();
    assert.deepEqual(wordsTo(guild.member), [], 'they did all of it themselves');
    assert.equal((await liveLinks(app, guild)).length, 1);

    // Such rows are there from when a link did not settle them; proving the account again does.
    await app.sql`update link_conflicts set state = 'open' where guild_id = ${guild.id}`;
    const { code: another } = await newCode(app, guild, 'cus_2', 'Parlour Two');
    assert.match(await typeCode(app, guild, guild.member, another), /linked to \*\*Parlour Two\*\* already/);
    assert.deepEqual(await conflictsOf(guild), []);
  });

  describe('tells both sides what is so by the time that staff decide', () => {
    /** Sam proves an account that is Maya's; then Maya unlinks herself, and is told nothing of that. */
    const clash = async () => {
      const guild = app.newGuild();
      await typeCode(app, guild, guild.member, (await newCode(app, guild)).code);
      const { code } = await newCode(app, guild);
      await typeCode(app, guild, guild.staff, code);
      await pressUnlink(guild, guild.member, 'Yes, unlink');
      const [{ id }] = await conflictsOf(guild);
      const decide = async (decision: 'move' | 'keep') => {
        await app.settle();
        const heard = [guild.member, guild.staff].map((who) => wordsTo(who).length);
        const answer = await app.api(guild.id, 'POST', `/link-conflicts/${id}/settle`, {
          decision,
          reason: 'Seen.',
        });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        await app.settle();
        return [guild.member, guild.staff].map((who, at) => wordsTo(who).slice(heard[at]));
      };
      return { guild, code, id, decide };
    };
    const decided = (words: string) =>
      `Staff decided: the account **Parlour One** ${words} linked to you. Why: **Seen.**`;

    it('who unlinked meanwhile does not stay linked', async () => {
      const { decide } = await clash();
      assert.deepEqual(await decide('keep'), [[decided('is not')], [decided('is not')]]);
    });

    it('who has nothing to lose any more hears that it went to somebody else', async () => {
      const { decide } = await clash();
      const [toMaya, toSam] = await decide('move');
      assert.deepEqual(toMaya, [decided('is not')]);
      assert.equal(toSam?.length, 1);
      assert.match(String(toSam?.[0]), /^You were linked to the account \*\*Parlour One\*\*/);
    });

    for (const decision of ['move', 'keep'] as const)
      it(`who has it already stays linked when staff say ${decision}`, async () => {
        const { guild, code, id, decide } = await clash();
        await typeCode(app, guild, guild.staff, code);
        // Such rows are there from when a link did not settle them.
        await app.sql`update link_conflicts set state = 'open', resolved_at = null, resolved_by = null
          where guild_id = ${guild.id} and id = ${id}`;
        assert.deepEqual(await decide(decision), [[decided('is not')], [decided('stays')]]);
        assert.deepEqual(await liveLinks(app, guild), [
          { account_id: 'cus_1', user_id: guild.staff.id, method: 'code' },
        ]);
      });
  });
});

describe('what members and staff see and do', () => {
  it('B15: who is not linked is told what to do, with buttons that lead there', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/accounts', {
      values: { accountPage: 'https://panel.example/discord' },
    });
    for (const command of ['link', 'account']) {
      const { message } = await run(guild, guild.member, command);
      assert.match(message.content, /`\/link code:`/);
      assert.equal(message.flags, 64);
      assert.match(JSON.stringify(message.components), /https:\/\/panel\.example\/discord/);
    }
    assert.match(
      (await run(guild, guild.member, 'unlink')).message.content,
      /not linked to an account yet.*`\/link`/,
    );
    const bad = await app.api(guild.id, 'PATCH', '/settings/accounts', {
      values: { accountPage: 'javascript:1' },
    });
    assert.equal(bad.status, 422);
    await typeCode(app, guild, guild.member, (await newCode(app, guild, 'x', '@everyone **X**')).code);
    const shown = textOf((await run(guild, guild.member, 'account')).message);
    assert.match(shown, /You are linked to \*\*@\u200beveryone \\\*\\\*X\\\*\\\*\*\* since <t:\d+:D>/);
  });

  it('shows staff who a member is by a right click, and nobody else', async () => {
    const guild = app.newGuild();
    await hasStaff(guild);
    await typeCode(app, guild, guild.member, (await newCode(app, guild)).code);
    const look = (userId: string, targetId: string) =>
      app.run({
        type: 'user-command',
        userId,
        channelId: guild.channelId,
        commandName: 'Show linked account',
        targetId,
      });
    const seen = (await look(guild.staff.id, guild.member.id)).message;
    assert.match(seen.content, /is \*\*Parlour One\*\* \(`cus_1`\)/);
    assert.match((await look(guild.staff.id, guild.admin.id)).message.content, /is not linked to an account/);
    assert.match((await look(guild.member.id, guild.staff.id)).message.content, /Only staff can do this/);
  });

  it('lets staff link and unlink by hand with a reason that the member reads, and find links', async () => {
    const guild = app.newGuild();
    const input = {
      accountId: 'cus_7',
      accountName: 'Seven',
      discordUserId: guild.member.id,
      reason: 'Ticket 12.',
    };
    const made = await app.api(guild.id, 'POST', '/account-links', input);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal(made.body.discordName, 'Maya');
    await app.settle();
    assert.match(String(wordsTo(guild.member)[0]), /You were linked to the account \*\*Seven\*\*/);
    const taken = await app.api(guild.id, 'POST', '/account-links', {
      ...input,
      discordUserId: guild.staff.id,
    });
    assert.equal(taken.status, 409);
    assert.match(taken.body.detail, /Seven is linked to Maya already/);
    const stranger = await app.api(guild.id, 'POST', '/account-links', {
      ...input,
      accountId: 'cus_8',
      discordUserId: '100000000000000001',
    });
    assert.equal(stranger.status, 404);
    for (const query of [
      `discordUserId=${guild.member.id}`,
      'accountId=cus_7',
      'q=seve',
      'q=may',
      'method=staff',
    ]) {
      const { body } = await app.api(guild.id, 'GET', `/account-links?${query}`);
      assert.deepEqual(
        body.links.map(({ id }: { id: string }) => id),
        [made.body.id],
        query,
      );
    }
    const path = `/account-links/${made.body.id}`;
    assert.equal((await app.api(guild.id, 'POST', `${path}/unlink`, {})).status, 422, 'without a reason');
    assert.equal((await app.api(guild.id, 'POST', `${path}/unlink`, { reason: 'Left.' })).status, 200);
    await app.settle();
    assert.match(
      String(wordsTo(guild.member)[1]),
      /no longer linked to the account \*\*Seven\*\*\. Why: \*\*Left\.\*\*/,
    );
    assert.equal((await app.api(guild.id, 'POST', `${path}/unlink`, { reason: 'Left.' })).status, 409);
    assert.equal((await app.api(guild.id, 'GET', '/account-links')).body.links.length, 0);
    assert.equal((await app.api(guild.id, 'GET', '/account-links?state=ended')).body.links.length, 1);
    assert.equal((await app.api(app.newGuild().id, 'GET', path)).status, 404);
  });

  it('links by hand the very account that was chosen, and none where it is there no longer', async () => {
    const guild = app.newGuild();
    const long = 'x'.repeat(150);
    const accounts = [
      { accountId: long, accountName: 'Long' },
      { accountId: 'cus_5', accountName: 'Zed' },
      ...Array.from({ length: 60 }, (_, at) => ({ accountId: `cus_5${at}`, accountName: `A ${at}` })),
    ];
    await app.api(guild.id, 'PUT', '/known-accounts', { accounts });
    const visitor = await signIn(app, guild.admin);
    const choose = (known: string, discordUserId: string) =>
      visitor.post(`/guilds/${guild.id}/accounts/new`, {
        known,
        discordUserId,
        accountId: 'typed',
        accountName: 'Typed before',
        reason: 'Ticket 12.',
      });
    const gone = await choose('cus_forgotten', guild.member.id);
    assert.equal(gone.status, 422);
    assert.match(gone.text, /Your application no longer tells of this account/);
    assert.deepEqual(await liveLinks(app, guild), []);
    assert.equal((await choose('cus_5', guild.member.id)).status, 303);
    assert.equal((await choose(long, guild.staff.id)).status, 303);
    const links = await liveLinks(app, guild);
    assert.deepEqual(links.map(({ account_id }) => account_id).toSorted(), ['cus_5', long]);
    const taken = await choose('cus_5', guild.admin.id);
    assert.equal(taken.status, 409);
    assert.match(taken.text, /Zed is linked to Maya already/);
  });

  it('B18: only proposes members by the user name that an account states, and never links by it', async () => {
    const guild = app.newGuild();
    const accounts = [
      { accountId: 'exact', accountName: 'Exact', discordUsername: `@${guild.member.username}` },
      { accountId: 'close', accountName: 'Close', discordUsername: guild.staff.username.toUpperCase() },
      { accountId: 'shown', accountName: 'By display name', discordUsername: 'Ada' },
      { accountId: 'none', accountName: 'None' },
    ];
    assert.equal((await app.api(guild.id, 'PUT', '/known-accounts', { accounts })).body.kept, 4);
    await app.settle();
    const { proposals } = (await app.api(guild.id, 'GET', '/link-proposals')).body;
    assert.deepEqual(
      proposals.map((one: Record<string, string>) => [one.accountId, one.discordUserId, one.confidence]),
      [
        ['exact', guild.member.id, 'exact'],
        ['close', guild.staff.id, 'normalised'],
      ],
    );
    assert.deepEqual(await liveLinks(app, guild), []);
    const [exact, close] = proposals;
    assert.equal((await app.api(guild.id, 'POST', `/link-proposals/${exact.id}/accept`)).status, 200);
    assert.equal((await app.api(guild.id, 'POST', `/link-proposals/${close.id}/dismiss`)).status, 200);
    assert.equal((await app.api(guild.id, 'POST', `/link-proposals/${close.id}/accept`)).status, 409);
    await app.api(guild.id, 'PUT', '/known-accounts', { accounts });
    await app.settle();
    assert.deepEqual((await app.api(guild.id, 'GET', '/link-proposals')).body.proposals, []);
    const free = (await app.api(guild.id, 'GET', '/known-accounts')).body.accounts;
    assert.deepEqual(
      free.map(({ accountId }: { accountId: string }) => accountId),
      ['shown', 'close', 'none'],
    );
    assert.deepEqual(await liveLinks(app, guild), [
      { account_id: 'exact', user_id: guild.member.id, method: 'staff' },
    ]);
    assert.equal((await app.api(guild.id, 'DELETE', '/known-accounts/none')).status, 204);
  });
});
