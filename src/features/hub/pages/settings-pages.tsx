import { Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showSettings } from '../actions/show-settings.ts';
import { requireDefinition } from '../feature-settings.ts';
import { SettingInput } from './setting-input.tsx';
import { mergeSettings, settingsTitle } from './settings-form.ts';

/** All parts that can be set. */
export async function settingsPage(page: PageRequest): Promise<PageView> {
  await page.ctx.require('hub:settings');
  const parts = [...page.ctx.runtime.registry.settings.keys()].map((feature) => ({
    feature,
    ...settingsTitle(page.ctx.runtime.registry, feature),
  }));
  return {
    title: 'Settings',
    body: (
      <>
        <PageHeader
          title="Settings"
          lead="How Guildhall works in this server. Every change is in the audit log."
        />
        <div class="list-links">
          {parts.map(({ feature, title, summary }) => (
            <a href={`${page.base}/settings/${feature}`}>
              <strong>{title}</strong>
              <span>{summary}</span>
            </a>
          ))}
        </div>
        <Card title="What is not set here">
          <dl class="facts">
            <div>
              <dt>Server id</dt>
              <dd>
                <code>{page.guild.id}</code>
              </dd>
            </div>
            <div>
              <dt>Bot token, Discord application and database</dt>
              <dd>
                Belong to the whole installation, not to one server;{' '}
                <a href={`${page.base}/health`}>Health</a> shows whether they are well.
              </dd>
            </div>
          </dl>
        </Card>
      </>
    ),
  };
}

/** The form of one feature, made from its schema. After a refusal: what was typed, merged with what is saved now. */
export async function featureSettingsPage(page: PageRequest): Promise<PageView> {
  const feature = page.param('feature');
  const definition = requireDefinition(page.ctx, feature);
  const kinds = new Set(Object.values(definition.fields).map(({ kind }) => kind));
  const [saved, choices] = await Promise.all([
    showSettings(page.ctx, feature),
    guildChoices(page.ctx, { channels: kinds.has('channel'), roles: kinds.has('roles') }),
  ]);
  const { title, summary } = settingsTitle(page.ctx.runtime.registry, feature);
  const form = mergeSettings(page, definition, saved);
  return {
    title: `${title} settings`,
    body: (
      <>
        <PageHeader
          title={title}
          lead={summary}
          back={{ href: `${page.base}/settings`, title: 'Settings' }}
        />
        <FormProblems page={page} />
        {form.isConflict && (
          <Note tone="warning">
            <p>
              Somebody saved other settings while you had this page open. Theirs are shown below, and yours
              that you had not saved yet are kept. Look through them and save again.
              {form.lostSecrets && ' Type secrets again: they are never sent back to a page.'}
            </p>
          </Note>
        )}
        <Card>
          <Form page={page} action={`${page.base}/settings/${feature}`}>
            <input type="hidden" name="version" value={String(form.version)} />
            <input type="hidden" name="base" value={JSON.stringify(form.base)} />
            <div class="field-group">
              {Object.entries(definition.fields).map(([name, field]) => (
                <SettingInput
                  name={name}
                  field={field}
                  value={form.values[name]}
                  problem={page.problem?.fields[name]}
                  theirs={form.theirs.has(name)}
                  choices={choices}
                />
              ))}
            </div>
            <div class="form-actions">
              <button class="button primary" type="submit">
                Save settings
              </button>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}
