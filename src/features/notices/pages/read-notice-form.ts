import { InputError } from '../../../core/errors.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { searchMembers } from '../../../discord/members.ts';
import { readAffected, readInstant } from '../read-words.ts';
import type { RaiseInput } from '../schemas.ts';
import type { NoticeKind } from '../states.ts';

/** What the form of a new notice says. Safe to be called a RaiseInput because the action parses it. */
export async function readNotice(page: PageRequest, kind: NoticeKind): Promise<RaiseInput> {
  const text = (name: string) => page.form.text(name)?.trim() ?? '';
  const said = { title: text('title'), message: text('message') };
  switch (kind) {
    case 'status': {
      const affected = readAffected(text('affected'));
      return { kind, ...said, state: text('state'), impact: text('impact'), affected } as RaiseInput;
    }
    case 'maintenance':
      return {
        kind,
        ...said,
        startsAt: await readInstant(page.ctx, 'startsAt', text('startsAt')),
        endsAt: await readInstant(page.ctx, 'endsAt', text('endsAt')),
        affected: readAffected(text('affected')),
      };
    case 'alert': {
      const key = text('key') || null;
      return { kind, ...said, severity: text('severity'), source: text('source'), key } as RaiseInput;
    }
    case 'billing':
      return {
        kind,
        amount: text('amount'),
        currency: text('currency'),
        type: text('type'),
        description: said.message,
        customerId: await readCustomer(page, text('customerId')),
      } as RaiseInput;
  }
}

/** A member by id, or by a name that only one has. Asks Discord. */
async function readCustomer(page: PageRequest, words: string): Promise<string | null> {
  if (words === '') return null;
  const id = /^(?:<@!?)?(\d{15,20})>?$/.exec(words)?.[1];
  if (id) return id;
  const wanted = words.replace(/^@/, '').toLowerCase();
  const found = await searchMembers(page.ctx.discord, page.guild.id, { query: wanted, limit: 25 });
  const fits = found.filter(({ nick, user }) =>
    [nick, user.global_name, user.username].some((name) => name?.toLowerCase() === wanted),
  );
  const [only, second] = fits;
  if (only && !second) return only.user.id;
  const problem = second
    ? `Several members are called “${words.slice(0, 50)}”. Give the id of one.`
    : `No member is called “${words.slice(0, 50)}”. Give the whole name, or the id.`;
  throw new InputError(problem, { customerId: problem });
}
