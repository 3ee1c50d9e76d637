import { InputError } from '../../../core/errors.ts';
import type { PageRedirect, PageRequest } from '../../../core/web/page.ts';
import { changeSettings } from '../actions/change-settings.ts';
import { requireDefinition } from '../feature-settings.ts';
import { changedSettings, settingsTitle } from './settings-form.ts';

/** Saves what was changed on the page, and refuses when somebody else saved since it was opened. */
export async function submitSettings(page: PageRequest): Promise<PageRedirect> {
  const feature = page.param('feature');
  const definition = requireDefinition(page.ctx, feature);
  const version = Number(page.form.text('version'));
  if (!Number.isInteger(version) || version < 0) {
    throw new InputError('This form is broken. Open the page again.');
  }
  const change = changedSettings(page.form, definition);
  const to = `/settings/${feature}`;
  if (Object.keys(change).length === 0) return { to, flash: 'Nothing was changed.' };
  await changeSettings(page.ctx, { feature, change, version });
  return { to, flash: `${settingsTitle(page.ctx.runtime.registry, feature).title}: settings saved.` };
}
