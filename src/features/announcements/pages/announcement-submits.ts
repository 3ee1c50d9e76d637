import { ConflictError, InputError, NotFoundError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { createAnnouncement } from '../actions/create-announcement.ts';
import { deleteAnnouncement } from '../actions/delete-announcement.ts';
import { type EditInput, editAnnouncement } from '../actions/edit-announcement.ts';
import { pauseAnnouncement } from '../actions/pause-announcement.ts';
import { resumeAnnouncement } from '../actions/resume-announcement.ts';
import { runAnnouncement } from '../actions/run-announcement.ts';
import { showAnnouncement } from '../actions/show-announcement.ts';
import { skipRun } from '../actions/skip-run.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { chooseZone, planTiming } from '../plan.ts';
import { PlanInput } from '../schemas.ts';
import { announcementParam, whenText } from './references.ts';

const to = (row: AnnouncementRow, flash: string): PageRedirect => ({
  to: `/announcements/${row.number}`,
  flash,
});

export async function submitNew(page: PageRequest): Promise<PageRedirect> {
  const plan: PlanInput = {
    name: text(page, 'name'),
    message: readMessage(page),
    target: readTarget(page),
    when: text(page, 'when'),
    timeZone: text(page, 'timeZone').trim(),
  };
  await checkPlan(page, plan);
  const row = await byField(() => createAnnouncement(page.ctx, plan));
  return to(row, `#${row.number} is planned. Check below when it is posted.`);
}

/** What was typed on an outdated page is not saved over somebody else's words. */
export async function submitEdit(page: PageRequest): Promise<PageRedirect> {
  const { row } = await showAnnouncement(page.ctx, announcementParam(page));
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
  const change: EditInput = {
    name: text(page, 'name'),
    message: readMessage(page),
    ...(keepsTarget ? {} : { target }),
    ...(keepsTime ? {} : { when: text(page, 'when'), timeZone }),
  };
  await checkPlan(page, {
    name: text(page, 'name'),
    message: readMessage(page),
    target: keepsTarget ? { kind: 'endpoints' } : target,
    when: keepsTime ? undefined : text(page, 'when'),
    timeZone,
  });
  const edited = await byField(() => editAnnouncement(page.ctx, row.id, change));
  return to(edited, `#${edited.number} was saved.`);
}

export async function submitPause(page: PageRequest): Promise<PageRedirect> {
  return to(await pauseAnnouncement(page.ctx, announcementParam(page)), 'It is paused.');
}

export async function submitResume(page: PageRequest): Promise<PageRedirect> {
  return to(await resumeAnnouncement(page.ctx, announcementParam(page)), 'It goes on.');
}

export async function submitSkip(page: PageRequest): Promise<PageRedirect> {
  return to(await skipRun(page.ctx, announcementParam(page)), 'The next time is left out.');
}

export async function submitRun(page: PageRequest): Promise<PageRedirect> {
  return to(await runAnnouncement(page.ctx, announcementParam(page)), 'It is being posted now.');
}

export async function submitDelete(page: PageRequest): Promise<PageRedirect> {
  const row = await deleteAnnouncement(page.ctx, announcementParam(page));
  return { to: '/announcements', flash: `#${row.number} “${row.name}” was deleted.` };
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

/** What Discord or the server's rules say of a plan belongs to the place, unless it names its field. */
async function byField<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NotFoundError) {
      throw new InputError(error.message, { 'target.channelId': error.message });
    }
    if (error instanceof InputError)
      throw new InputError(error.message, sentences(error, 'target.channelId'));
    throw error;
  }
}

/** Each input → a full sentence. An error that is one sentence says more than the note at its field. */
function sentences(error: InputError, otherwise: string): Record<string, string> {
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
