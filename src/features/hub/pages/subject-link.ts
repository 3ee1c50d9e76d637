import type { PageRequest } from '../../../core/web/page.ts';

/** The page of what an audit entry is about, if some feature has one: `record:<id>` and the like. */
export async function subjectLink(page: PageRequest, subject: string): Promise<string | undefined> {
  const at = subject.indexOf(':');
  const [kind, id] = [subject.slice(0, at), subject.slice(at + 1)];
  for (const { pages } of page.ctx.runtime.registry.features) {
    const found = (await pages?.())?.subjects?.[kind]?.(id);
    if (found) return page.base + found;
  }
  return undefined;
}
