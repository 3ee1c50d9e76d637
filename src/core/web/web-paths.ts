import type { Registry } from '../registry.ts';

const OWN = ['auth', 'account', 'guilds', 'assets'];

/** Whether an address belongs to people's browsers; everything else is the API's, which answers in JSON. */
export function isWebPath(url: string, { openPages }: Pick<Registry, 'openPages'>): boolean {
  const [, segment = '', ...rest] = new URL(url).pathname.split('/');
  if (segment === '') return rest.length === 0;
  return OWN.includes(segment) || openPages.has(segment);
}
