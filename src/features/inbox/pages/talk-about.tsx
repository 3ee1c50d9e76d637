import { isUuid } from '../../../core/ids.ts';
import { Badge, Initials, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { ConversationRow } from '../../conversations/public.ts';
import type { showLead } from '../actions/show-lead.ts';
import { LEAD_STATUSES } from '../tables.ts';
import { leadView } from '../views.ts';
import type { Desk } from './desk-box.ts';

type ShownLead = Awaited<ReturnType<typeof showLead>>;

interface Parts {
  page: PageRequest;
  conversation: ConversationRow;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Everything beside the talk: whose it is and why, who the person is, what the team noted. */
export const TalkAbout = (props: Parts & { shown: ShownLead | undefined; agents: Desk['agents'] }) => {
  const { page, conversation, shown, agents } = props;
  return (
    <aside class="talk-about" aria-label={`About ${conversation.personName}`} id="about">
      <Person conversation={conversation} shown={shown} />
      <Owner page={page} conversation={conversation} agents={agents} />
      {shown && page.can('inbox:write') && (
        <LeadForm page={page} conversation={conversation} lead={shown.lead} />
      )}
      {shown && <LeadNotes page={page} conversation={conversation} shown={shown} />}
    </aside>
  );
};

const Person = ({ conversation, shown }: { conversation: ConversationRow; shown: ShownLead | undefined }) => {
  const lead = shown && leadView(shown.lead);
  return (
    <section class="about-part">
      <div class="about-person">
        <Initials name={conversation.personName} />
        <div>
          <h2>{conversation.personName}</h2>
          {lead?.username && <p class="muted">@{lead.username}</p>}
        </div>
      </div>
      <dl class="about-facts">
        {lead && (
          <div>
            <dt>Status</dt>
            <dd>{capital(lead.status)}</dd>
          </div>
        )}
        <div>
          <dt>First written</dt>
          <dd>
            <Time at={conversation.createdAt} />
          </dd>
        </div>
        {lead?.lastContactDate && (
          <div>
            <dt>Last contact</dt>
            <dd>
              <Time at={new Date(lead.lastContactDate)} />
            </dd>
          </div>
        )}
      </dl>
      {lead && lead.tags.length > 0 && (
        <p class="about-tags">
          {lead.tags.map((tag) => (
            <Badge>{tag}</Badge>
          ))}
        </p>
      )}
      {lead?.blocked && <Badge tone="bad">Blocked</Badge>}
    </section>
  );
};

/** Whom it can be given to: the viewer first, then everybody who works at the desk. */
function peopleOf(
  { viewer }: PageRequest,
  { assigneeId, assigneeName }: ConversationRow,
  agents: Desk['agents'],
) {
  const names = new Map([
    ['', 'Nobody'],
    [viewer.userId, `${viewer.name} (you)`],
  ]);
  for (const { agent, load } of agents) {
    const busy = `${load} open`;
    if (agent.userId !== viewer.userId)
      names.set(agent.userId, `${agent.name} (${agent.isOn ? busy : 'away'})`);
  }
  if (assigneeId && !names.has(assigneeId)) names.set(assigneeId, assigneeName ?? assigneeId);
  return [...names];
}

const Owner = ({ page, conversation, agents }: Parts & { agents: Desk['agents'] }) => (
  <section class="about-part" aria-labelledby="about-owner">
    <h3 id="about-owner">Whose it is</h3>
    <p
      id="route"
      class="about-why"
      data-live="conversation.* inbox.*"
      data-live-subject={`conversation:${conversation.id}`}
    >
      <strong>{conversation.assigneeName ?? 'Nobody yet'}</strong>
      {conversation.routeReason && <span class="muted"> · {conversation.routeReason.text}</span>}
    </p>
    {page.can('inbox:write') && (
      <Form page={page} action={`${page.base}/inbox/${conversation.number}/assign`} class="about-line">
        <label class="sr-only" for="field-assignee">
          Give it to
        </label>
        <select id="field-assignee" name="assignee">
          {peopleOf(page, conversation, agents).map(([value, title]) => (
            <option value={value} selected={value === (conversation.assigneeId ?? '')}>
              {title}
            </option>
          ))}
        </select>
        <button class="button plain small" type="submit">
          Assign
        </button>
        {page.can('inbox:manage') && isUuid(conversation.routeReason?.rule ?? '') && (
          <button class="button quiet small" type="submit" name="mend" value="yes">
            Assign, and mend the rule that decided
          </button>
        )}
      </Form>
    )}
  </section>
);

const LeadForm = ({ page, conversation, lead }: Parts & { lead: ShownLead['lead'] }) => (
  <section class="about-part" aria-labelledby="about-lead">
    <h3 id="about-lead">Lead</h3>
    <Form page={page} action={`${page.base}/inbox/${conversation.number}/lead`} class="about-form">
      <label for="field-status">Status</label>
      <select id="field-status" name="status">
        {LEAD_STATUSES.map((status) => (
          <option value={status} selected={status === lead.status}>
            {capital(status)}
          </option>
        ))}
      </select>
      <label for="field-tags">Tags</label>
      <input id="field-tags" name="tags" value={lead.tags.join(', ')} autocomplete="off" maxlength={500} />
      <button class="button plain small" type="submit">
        Save
      </button>
    </Form>
    <ActionButton
      page={page}
      action={`${page.base}/inbox/${conversation.number}/block`}
      values={{ blocked: lead.blockedAt ? '' : 'yes' }}
      kind="quiet"
    >
      {lead.blockedAt ? 'Let this person write again' : 'Block this person'}
    </ActionButton>
  </section>
);

const LeadNotes = ({ page, conversation, shown }: Parts & { shown: ShownLead }) => (
  <section class="about-part" aria-labelledby="about-notes">
    <h3 id="about-notes">Notes about the person</h3>
    {shown.notes.length === 0 ? (
      <p class="muted">None yet.</p>
    ) : (
      <ul class="about-notes">
        {shown.notes.slice(0, 20).map((note) => (
          <li>
            <p class="prose">{note.body}</p>
            <p class="muted">
              {note.createdByName} · <Time at={note.createdAt} />
            </p>
          </li>
        ))}
      </ul>
    )}
    {page.can('inbox:write') && (
      <Form
        page={page}
        action={`${page.base}/inbox/${conversation.number}/lead-note`}
        class="about-form"
        once
      >
        <label for="field-note" class="sr-only">
          New note
        </label>
        <textarea id="field-note" name="note" rows={2} maxlength={4_000} placeholder="Note for the team" />
        <button class="button plain small" type="submit">
          Add note
        </button>
      </Form>
    )}
  </section>
);
