import { Badge } from '../../../core/web/components/basics.tsx';
import type { KindView } from '../actions/list-kinds.ts';
import { CHANNEL_WORDS } from '../words.ts';

const AUDIENCES: Readonly<Record<KindView['audience'], string>> = {
  owner: 'Whoever is responsible',
  person: 'Whom it concerns',
  staff: 'Staff',
  admins: 'Admins',
  members: 'Members who ask for it',
};

/** What the server chose for each kind. */
export const ServerChoices = ({ kinds }: { kinds: readonly KindView[] }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">What the server chose</caption>
      <thead>
        <tr>
          <th scope="col">Notification</th>
          <th scope="col">For</th>
          <th scope="col">Where</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ title, audience, critical, server }) => (
          <tr>
            <td class="lead-cell" data-label="Notification">
              {title} {critical && <Badge tone="warning">Cannot be switched off</Badge>}
            </td>
            <td data-label="For">{AUDIENCES[audience]}</td>
            <td data-label="Where">{CHANNEL_WORDS[server]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
