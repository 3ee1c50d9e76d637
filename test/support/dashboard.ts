import assert from 'node:assert/strict';
import type { TestApp } from './app.ts';

/** A browser without a screen: keeps cookies and follows nothing by itself. */
export interface Visitor {
  cookies: Map<string, string>;
  /** `Set-Cookie` headers of the last answer. */
  setCookies: string[];
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  /** Sends a form as the dashboard's own pages do: with its origin and, unless given, the session's token. */
  post(
    path: string,
    form?: Record<string, string | string[] | File | File[]>,
    headers?: Record<string, string>,
  ): Promise<Page>;
}

export interface Page {
  status: number;
  headers: Headers;
  text: string;
  location: string | undefined;
}

export function newVisitor(app: Pick<TestApp, 'url'>): Visitor {
  const cookies = new Map<string, string>();
  let csrf = '';
  const visitor: Visitor = {
    cookies,
    setCookies: [],
    get: (path, headers = {}) => call(path, { method: 'GET', headers }),
    post: (path, form = {}, headers = {}) => {
      const values = Object.entries({ csrf, ...form }).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, one] as const),
      );
      const body = values.some(([, one]) => typeof one !== 'string') ? new FormData() : new URLSearchParams();
      // Safe because files are only put into FormData.
      for (const [name, one] of values) body.append(name, one as string);
      return call(path, { method: 'POST', body, headers: { origin: app.url, ...headers } });
    },
  };
  return visitor;

  async function call(path: string, init: RequestInit): Promise<Page> {
    const url = new URL(path, app.url);
    const own = url.origin === app.url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(own && cookie ? { cookie } : {}) },
    });
    visitor.setCookies = response.headers.getSetCookie();
    for (const line of visitor.setCookies) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    csrf = /name="csrf" value="(\w+)"/.exec(text)?.[1] ?? csrf;
    return {
      status: response.status,
      headers: response.headers,
      text,
      location: response.headers.get('location') ?? undefined,
    };
  }
}

/** Says yes (or no) on Discord's page as that person. Returns the address that Discord sends the browser back to. */
export async function decideAtDiscord(
  authorizeUrl: string,
  userId: string,
  decision: 'authorize' | 'cancel' = 'authorize',
): Promise<string> {
  const response = await fetch(authorizeUrl, {
    method: 'POST',
    body: new URLSearchParams({ user_id: userId, decision }),
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  assert.ok(location, `Discord did not send the browser back: ${response.status} ${await response.text()}`);
  return location;
}

/** Signs a person in through Discord's page and opens the list of servers once. */
export async function signIn(app: TestApp, user: { id: string }): Promise<Visitor> {
  const visitor = newVisitor(app);
  const begun = await visitor.get('/auth/discord');
  assert.equal(begun.status, 302, begun.text);
  const back = await visitor.get(await decideAtDiscord(begun.location ?? '', user.id));
  assert.equal(back.status, 303, back.text);
  const home = await visitor.get(back.location ?? '/');
  assert.equal(home.status, 200, home.text);
  return visitor;
}
