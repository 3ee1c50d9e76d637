import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { DiscordMarkdown } from '../../../core/web/components/discord-markdown.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { type Check, type Checklist, type CheckState, readChecklist } from '../setup/read-checklist.ts';

const tones: Readonly<Record<CheckState, string>> = {
  done: 'good',
  optional: '',
  missing: 'warning',
  broken: 'bad',
};
const words: Readonly<Record<CheckState, string>> = {
  done: 'Done',
  optional: 'Optional',
  missing: 'Missing',
  broken: 'Broken',
};
const needsSomebody = ({ state }: Check) => state === 'missing' || state === 'broken';

/** The same list as `/setup` in Discord, each with a link to where it is set. */
export async function setupPage(page: PageRequest): Promise<PageView> {
  const checklist = await readChecklist(page.ctx);
  const open = checklist.checks.filter(needsSomebody);
  return {
    title: 'Set-up',
    body: (
      <>
        <PageHeader
          title="Set-up"
          lead="What this server has chosen and what is missing. In Discord, /setup does the same."
        >
          <ButtonLink href={`${page.base}/settings/features`}>Switch features on and off</ButtonLink>
        </PageHeader>
        {open.length === 0 ? (
          <Note tone="good">Nothing is missing.</Note>
        ) : (
          <Note tone="warning">Still missing: {open.map(({ title }) => title).join(', ')}.</Note>
        )}
        <Card title="Step by step">
          <Checks page={page} checklist={checklist} checks={checklist.checks} />
        </Card>
      </>
    ),
  };
}

/** Settings that are missing, for the overview; what else is wrong stands there already. */
export async function missingSetup(page: PageRequest) {
  const checklist = await readChecklist(page.ctx);
  const open = checklist.checks.filter((check) => check.group && needsSomebody(check));
  if (open.length === 0) return null;
  return (
    <Card title="Setting up" aside={<a href={`${page.base}/setup`}>Everything</a>}>
      <Checks page={page} checklist={checklist} checks={open} />
    </Card>
  );
}

const Checks = (props: { page: PageRequest; checklist: Checklist; checks: readonly Check[] }) => (
  <ul class="checklist">
    {props.checks.map(({ group, title, state, words: said, link }) => (
      <li>
        <span class={`dot ${tones[state]}`} />
        <div>
          <h3>
            {title} <span class="sr-only">({words[state]})</span>
          </h3>
          <DiscordMarkdown text={said} names={props.checklist.names} />
          {group && (
            <p>
              <a href={`${props.page.base}/settings/${group}`}>
                {state === 'done' ? 'Change' : 'Choose'}
                <span class="sr-only">: {title}</span>
              </a>
            </p>
          )}
          {link && (
            <p>
              <a href={link.href}>{link.title}</a>
            </p>
          )}
        </div>
      </li>
    ))}
  </ul>
);
