import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { addMachine } from '../actions/add-machine.ts';
import { addMaintainer } from '../actions/add-maintainer.ts';
import { answerLink } from '../actions/answer-link.ts';
import { editMachine } from '../actions/edit-machine.ts';
import { linkMaintainer } from '../actions/link-maintainer.ts';
import { removeMaintainer } from '../actions/remove-maintainer.ts';
import { unlinkMaintainer } from '../actions/unlink-maintainer.ts';
import { idParam } from './references.ts';

const names = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

const machineInput = (page: PageRequest) => ({
  name: page.form.text('name') ?? '',
  aliases: names(page.form.text('aliases')),
  location: page.form.text('location')?.trim() || null,
});

export async function submitNewMachine(page: PageRequest): Promise<PageRedirect> {
  const made = await addMachine(page.ctx, machineInput(page));
  return { to: `/machines/${made.id}`, flash: `${made.name} was added.` };
}

export async function submitEditMachine(page: PageRequest): Promise<PageRedirect> {
  const edited = await editMachine(page.ctx, { machine: idParam(page, 'machine'), ...machineInput(page) });
  return { to: `/machines/${edited.id}`, flash: `${edited.name} was saved.` };
}

export async function submitArchive(page: PageRequest, archived: boolean): Promise<PageRedirect> {
  const row = await editMachine(page.ctx, { machine: idParam(page, 'machine'), archived });
  return { to: `/machines/${row.id}`, flash: `${row.name} ${archived ? 'is archived.' : 'is back in use.'}` };
}

export async function submitNewMaintainer(page: PageRequest): Promise<PageRedirect> {
  const made = await addMaintainer(page.ctx, {
    name: page.form.text('name') ?? '',
    username: page.form.text('username')?.trim() || null,
    discordUserId: page.form.text('discordUserId')?.trim() || null,
  });
  return { to: '/maintainers', flash: `${made.name} is on the roster.` };
}

export async function submitLinkAnswer(page: PageRequest): Promise<PageRedirect> {
  const accept = page.form.text('accept') === 'yes';
  const row = await answerLink(page.ctx, {
    maintainerId: idParam(page, 'maintainer'),
    discordUserId: page.form.text('discordUserId') ?? '',
    accept,
  });
  const flash = accept
    ? `${row.name} is linked.`
    : `That was not ${row.name}; it will not be proposed again.`;
  return { to: '/maintainers', flash };
}

export async function submitLink(page: PageRequest): Promise<PageRedirect> {
  const row = await linkMaintainer(page.ctx, {
    maintainer: idParam(page, 'maintainer'),
    discordUserId: page.form.text('discordUserId')?.trim() ?? '',
  });
  return { to: '/maintainers', flash: `${row.name} is linked.` };
}

export async function submitUnlink(page: PageRequest): Promise<PageRedirect> {
  const row = await unlinkMaintainer(page.ctx, { maintainer: idParam(page, 'maintainer') });
  return { to: '/maintainers', flash: `${row.name} is no longer linked.` };
}

export async function submitRemove(page: PageRequest): Promise<PageRedirect> {
  const row = await removeMaintainer(page.ctx, { maintainer: idParam(page, 'maintainer') });
  return { to: '/maintainers', flash: `${row.name} was taken off the roster.` };
}
