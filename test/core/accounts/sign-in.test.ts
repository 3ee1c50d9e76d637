import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { decideAtDiscord, newVisitor, signIn } from '../../support/dashboard.ts';

const CALLBACK = '/auth/discord/callback';
const DAY_MS = 24 * 60 * 60_000;

describe('signing in with Discord', () => {
  let app: TestApp;
  let guild: TestGuild;
  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
  });
  after(() => app.close());

  /** Begins a sign-in and says yes at Discord; what is left is to come back. */
  async function comeBack(user = guild.member) {
    const visitor = newVisitor(app);
    const begun = await visitor.get('/auth/discord');
    return { visitor, begun, back: await decideAtDiscord(begun.location ?? '', user.id) };
  }

  it('asks for who it is and for the servers, with a state and a PKCE challenge', async () => {
    const { begun } = await comeBack();
    const url = new URL(begun.location ?? '');
    assert.equal(url.pathname, '/oauth2/authorize');
    assert.equal(url.searchParams.get('scope'), 'identify guilds');
    assert.equal(url.searchParams.get('redirect_uri'), `${app.url}${CALLBACK}`);
    assert.match(url.searchParams.get('state') ?? '', /^[\w-]{43}$/);
    assert.match(url.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
  });

  it('sets cookies that scripts and other sites never see', async () => {
    const { visitor, back } = await comeBack();
    await visitor.get('/auth/discord');
    assert.match(visitor.setCookies.join(), /^__Host-guildhall-sign-in=[^;]+; Max-Age=600; /);
    const fresh = await comeBack();
    await fresh.visitor.get(fresh.back);
    const session = fresh.visitor.setCookies.find((line) => line.startsWith('__Host-guildhall='));
    assert.ok(session);
    assert.deepEqual(session.split('; ').slice(1).sort(), [
      'HttpOnly',
      `Max-Age=${30 * 86_400}`,
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    assert.ok(back);
  });

  it('G11: refuses a state that is wrong, used or too old with 400, and opens no session', async () => {
    const { visitor, back } = await comeBack();
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    const cookie = visitor.cookies.get('__Host-guildhall-sign-in') ?? '';
    assert.equal((await visitor.get(forged.href)).status, 400, 'wrong state');

    visitor.cookies.set('__Host-guildhall-sign-in', cookie);
    assert.equal((await visitor.get(back)).status, 303, 'the right one');
    visitor.cookies.delete('__Host-guildhall');
    visitor.cookies.set('__Host-guildhall-sign-in', cookie);
    const again = await visitor.get(back);
    assert.equal(again.status, 400, 'used');
    assert.match(again.text, /used already or took too long/);

    const late = await comeBack();
    await app.advance(10 * 60_000 + 1_000);
    assert.equal((await late.visitor.get(late.back)).status, 400, 'too old');
    for (const one of [visitor, late.visitor]) assert.ok(!one.cookies.has('__Host-guildhall'));
  });

  it('G11: refuses to finish in another browser than it was begun in', async () => {
    const { back } = await comeBack();
    const victim = newVisitor(app);
    assert.equal((await victim.get(back)).status, 400);
    assert.equal((await victim.get(`${CALLBACK}?code=x&state=`)).status, 400);
    assert.ok(!victim.cookies.has('__Host-guildhall'));
  });

  it('G11: sends the PKCE verifier, without which the code is worth nothing', async () => {
    const whole = await comeBack();
    assert.equal((await whole.visitor.get(whole.back)).status, 303);
    const { visitor, back } = await comeBack();
    const [state] = (visitor.cookies.get('__Host-guildhall-sign-in') ?? '').split('.');
    visitor.cookies.set('__Host-guildhall-sign-in', `${state}.${'y'.repeat(43)}`);
    const refused = await visitor.get(back);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /Discord does not take this sign-in/);
  });

  it('comes home in words when the person says no at Discord', async () => {
    const visitor = newVisitor(app);
    const begun = await visitor.get('/auth/discord');
    const back = await decideAtDiscord(begun.location ?? '', guild.member.id, 'cancel');
    const home = await visitor.get(back);
    assert.equal(home.status, 303);
    assert.match((await visitor.get('/')).text, /You cancelled the sign-in/);
    assert.ok(!visitor.cookies.has('__Host-guildhall'));
  });

  it('G11: refuses a sign-in for which Discord passed on less than was asked', async () => {
    const visitor = newVisitor(app);
    const begun = await visitor.get('/auth/discord');
    const narrowed = new URL(begun.location ?? '');
    narrowed.searchParams.set('scope', 'identify');
    const refused = await visitor.get(await decideAtDiscord(narrowed.href, guild.member.id));
    assert.equal(refused.status, 400);
    assert.match(refused.text, /which servers you are in/);
  });

  it('goes back only to pages of this site', async () => {
    const places = [
      ['/account', '/account'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['https://evil.example/', '/'],
      ['javascript:alert(1)', '/'],
    ];
    for (const [asked = '', expected] of places) {
      const visitor = newVisitor(app);
      const begun = await visitor.get(`/auth/discord?return=${encodeURIComponent(asked)}`);
      const back = await visitor.get(await decideAtDiscord(begun.location ?? '', guild.member.id));
      assert.equal(back.location, expected, asked);
    }
  });

  it('keeps only the hash of a session and only sealed tokens of Discord', async () => {
    const visitor = await signIn(app, guild.member);
    const token = visitor.cookies.get('__Host-guildhall') ?? '';
    const hash = createHash('sha256').update(token).digest('hex');
    const [row] = await app.sql`select * from sessions where token_hash = ${hash}`;
    assert.ok(row);
    assert.ok(!JSON.stringify(row).includes(token));
    assert.match(row.tokens, /^sealed:k1:/);
  });

  it('knows nobody by a forged, foreign or expired session', async () => {
    const visitor = await signIn(app, guild.member);
    const token = visitor.cookies.get('__Host-guildhall') ?? '';
    assert.equal((await visitor.get('/account')).status, 200);
    for (const forged of ['', 'x', 'z'.repeat(43), `${token}x`, token.toUpperCase(), "' or 1=1 --"]) {
      visitor.cookies.set('__Host-guildhall', forged);
      assert.equal((await visitor.get('/account')).status, 401, forged);
    }
    visitor.cookies.set('__Host-guildhall', token);
    await app.advance(31 * DAY_MS);
    assert.equal((await visitor.get('/account')).status, 401, 'expired');
  });

  it('G11: prolongs a session that is used, and renews the tokens of Discord once for many requests', async () => {
    const visitor = await signIn(app, guild.admin);
    const token = visitor.cookies.get('__Host-guildhall') ?? '';
    const hash = createHash('sha256').update(token).digest('hex');
    const tokensOf = async () =>
      (await app.sql`select tokens from sessions where token_hash = ${hash}`)[0]?.tokens;
    const before = await tokensOf();
    await app.advance(20 * DAY_MS);
    const calls = () =>
      app.discord.control.calls().filter(({ path }) => path.endsWith('/oauth2/token')).length;
    const already = calls();
    const pages = await Promise.all(
      Array.from({ length: 5 }, () => visitor.get(`/guilds/${guild.id}/records`)),
    );
    assert.deepEqual(
      pages.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    assert.equal(calls() - already, 1, 'one refresh for five requests');
    assert.notEqual(await tokensOf(), before);
    await app.advance(20 * DAY_MS);
    assert.equal((await visitor.get('/account')).status, 200, 'forty days after the sign-in');
  });

  it('ends a session that Discord does not stand behind any more', async () => {
    const visitor = await signIn(app, guild.staff);
    await app.advance(8 * DAY_MS);
    await app.sql`update sessions set tokens = 'sealed:k1:AAAA:AAAA' where user_id = ${guild.staff.id}`;
    const refused = await visitor.get('/');
    assert.equal(refused.status, 401);
    assert.match(refused.text, /Sign in with Discord/);
    const [row] = await app.sql`select count(*)::int as left from sessions where user_id = ${guild.staff.id}`;
    assert.equal(row?.left, 0);
  });

  it('signs out here, and everywhere', async () => {
    const here = await signIn(app, guild.member);
    const there = await signIn(app, guild.member);
    const copy = here.cookies.get('__Host-guildhall') ?? '';
    assert.equal((await here.post('/auth/sign-out')).status, 303);
    here.cookies.set('__Host-guildhall', copy);
    assert.equal((await here.get('/account')).status, 401, 'a kept cookie is worth nothing');
    assert.equal((await there.get('/account')).status, 200);
    const third = await signIn(app, guild.member);
    const grants = () =>
      [...app.discord.state.data.grants.values()].filter(({ user_id }) => user_id === guild.member.id);
    await app.advance(7 * DAY_MS - 30_000);
    app.discord.control.script({ method: 'POST', path: '/oauth2/token/revoke', times: 4, status: 503 });
    assert.equal((await third.post('/auth/sign-out-everywhere')).status, 303);
    assert.equal((await there.get('/account')).status, 401);
    await app.settle();
    assert.ok(grants().length > 0, 'Discord is down');
    await app.advance(60_000);
    await app.tick();
    assert.deepEqual(
      grants(),
      [],
      'Discord takes the access back as soon as it can, also by what has not run out',
    );
    assert.deepEqual(await app.sql`select 1 from token_returns`, []);
  });

  it('refuses forms without the token, with a wrong one, and from elsewhere', async () => {
    const visitor = await signIn(app, guild.member);
    const path = '/account/theme';
    assert.equal((await visitor.post(path, { theme: 'dark' })).status, 303);
    assert.equal((await visitor.post(path, { csrf: '' })).status, 403, 'missing');
    assert.equal((await visitor.post(path, { csrf: '0'.repeat(32) })).status, 403, 'wrong');
    const other = await signIn(app, guild.staff);
    const foreign = /name="csrf" value="(\w+)"/.exec((await other.get('/')).text)?.[1] ?? '';
    assert.equal((await visitor.post(path, { csrf: foreign })).status, 403, "another session's");
    for (const origin of [
      'https://evil.example',
      'null',
      `${app.url}.evil.example`,
      app.url.replace('http', 'https'),
    ]) {
      assert.equal((await visitor.post(path, {}, { origin })).status, 403, origin);
    }
    const bare = await fetch(`${app.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ csrf: foreign }),
      headers: { cookie: `__Host-guildhall=${other.cookies.get('__Host-guildhall')}` },
    });
    assert.equal(bare.status, 403, 'no origin at all');
  });
});

describe('an installation that is not set up for signing in', () => {
  it('says what is missing instead of breaking', async () => {
    const app = await createTestApp({ variables: { ENCRYPTION_KEYS: '' } });
    try {
      const answer = await newVisitor(app).get('/auth/discord');
      assert.equal(answer.status, 409);
      assert.match(answer.text, /ENCRYPTION_KEYS/);
    } finally {
      await app.close();
    }
  });
});
