import assert from 'node:assert/strict';
import type { LocalStack } from '../local/stack.ts';
import { median } from './statistics.ts';

/** Signs in by Discord's page as a browser would, and gives the cookies. */
export async function signIn({ worker }: LocalStack, userId: string): Promise<string> {
  const jar = new Map<string, string>();
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const go = async (url: string) => {
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: cookies() } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer.headers.get('location') ?? '';
  };
  const authorize = await go(`${worker.url}/auth/discord`);
  const decision = await fetch(authorize, {
    method: 'POST',
    body: new URLSearchParams({ user_id: userId, decision: 'authorize' }),
    redirect: 'manual',
  });
  await go(decision.headers.get('location') ?? '');
  return cookies();
}

/** Opens a page and gives its text. Fails unless it is shown. */
export async function readPage({ worker }: LocalStack, cookie: string, path: string): Promise<string> {
  const answer = await fetch(`${worker.url}${path}`, { headers: { cookie }, redirect: 'manual' });
  const text = await answer.text();
  assert.equal(answer.status, 200, `${path}: ${text.slice(0, 300)}`);
  return text;
}

/** Opens a page and gives the milliseconds from the request to the last byte. */
export async function openPage(stack: LocalStack, cookie: string, path: string): Promise<number> {
  const start = performance.now();
  await readPage(stack, cookie, path);
  return performance.now() - start;
}

/** Medians of two pages in milliseconds, opened in turns after `warmUp` rounds that do not count. */
export async function comparePages(
  stack: LocalStack,
  cookie: string,
  addresses: { small: string; large: string },
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<{ smallMs: number; largeMs: number; ratio: number }> {
  const times = { small: [] as number[], large: [] as number[] };
  for (let round = 0; round < rounds + warmUp; round++) {
    const small = await openPage(stack, cookie, addresses.small);
    const large = await openPage(stack, cookie, addresses.large);
    if (round < warmUp) continue;
    times.small.push(small);
    times.large.push(large);
  }
  const [smallMs, largeMs] = [median(times.small), median(times.large)];
  return { smallMs, largeMs, ratio: largeMs / smallMs };
}
