import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import type { EditInput } from '../actions/edit-announcement.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { chooseZone, planTiming } from '../plan.ts';
import { PlanInput } from '../schemas.ts';
import { whenText } from './references.ts';

/** The plan that the form of a new announcement says. Throws InputError with all that is wrong with it. */
export async function readNew(page: PageRequest): Promise<PlanInput> {
  const plan: PlanInput = {
    name: text(page, 'name'),
    message: readMessage(page),
    target: readTarget(page),
    when: text(page, 'when'),
    timeZone: text(page, 'timeZone').trim(),
  };
  await checkPlan(page, plan);
  return plan;
}

/**
 * What the form changes of an announcement; `keepsTime` when it leaves its time alone, which may be over by now. What
 * was typed on an outdated page is not saved over somebody else's words.
 */
export async function readEdit(
  page: PageRequest,
  row: AnnouncementRow,
): Promise<{ change: EditInput; keepsTime: boolean }> {
  if (text(page, 'version') !== String(row.version)) {
    throw new ConflictError(
      'announcement-changed',
      'Somebody else changed this announcement while you had it open. Your words are kept below; compare them with what is saved now, then save again.',
    );
  }
  const target = readTarget(page);
  const keepsTarget = target.kind === 'webhook' && target.url === '' && row.target.kind === 'webhook';
  const timeZone = text(page, 'timeZone').trim();
  const keepsTime = text(page, 'when').trim() === whenText(row) && timeZone === row.timeZone;
  const name = text(page, 'name');
  const message = readMessage(page);
  await checkPlan(page, {
    name,
    message,
    target: keepsTarget ? { kind: 'endpoints' } : target,
    when: keepsTime ? undefined : text(page, 'when'),
    timeZone,
  });
  const change: EditInput = {
    name,
    message,
    ...(keepsTarget ? {} : { target }),
    ...(keepsTime ? {} : { when: text(page, 'when'), timeZone }),
  };
  return { change, keepsTime };
}

const text = (page: PageRequest, name: string): string => page.form.text(name) ?? '';

function readMessage(page: PageRequest): PlanInput['message'] {
  const part = (name: string) => text(page, `message.embed.${name}`).trim();
  const embed = {
    title: part('title'),
    text: part('text'),
    colour: part('colour') || null,
    image: part('image') || null,
  };
  const isEmpty = !embed.title && !embed.text && !embed.image;
  return {
    content: text(page, 'message.content'),
    embed: isEmpty ? null : embed,
    pings: page.form.all('message.pings'),
  };
}

function readTarget(page: PageRequest): PlanInput['target'] {
  switch (page.form.text('target.kind')) {
    case 'webhook':
      return { kind: 'webhook', url: text(page, 'target.url').trim() };
    case 'endpoints':
      return { kind: 'endpoints' };
    default:
      return { kind: 'channel', channelId: text(page, 'target.channelId').trim() };
  }
}

/** Says all that is wrong with a form at once; the actions stop at the first. Asks nothing outside. */
async function checkPlan(
  page: PageRequest,
  plan: Omit<PlanInput, 'when'> & { when: string | undefined },
): Promise<void> {
  const problems: Record<string, string> = {};
  const note = async (field: string, check: () => unknown) => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      Object.assign(problems, sentences(error, field));
    }
  };
  await note('message.content', () => parseInput(PlanInput, { ...plan, when: plan.when ?? '' }));
  if (plan.when !== undefined) {
    const when = plan.when;
    await note('when', async () => planTiming(page.ctx, when, await chooseZone(page.ctx, plan.timeZone)));
  }
  const [first] = Object.values(problems);
  if (first) throw new InputError(first, problems);
}

/** Each input → a full sentence. An error that is one sentence says more than the note at its field. */
export function sentences(error: InputError, otherwise: string): Record<string, string> {
  const fields = Object.entries(error.fields);
  const said = error.message.replaceAll('`', '');
  if (fields.length === 0) return { [otherwise]: said };
  return Object.fromEntries(
    fields.map(([path, note]) => {
      const name = path === 'message' ? 'message.content' : path.replace(/^(message\.pings)\..*/, '$1');
      return [name, error.message.startsWith(`${fields[0]?.[0]}: `) ? note : said];
    }),
  );
}
