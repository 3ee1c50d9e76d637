import { Badge, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { LinkRow } from '../establish-link.ts';
import { methodWords } from '../method-words.ts';

export const LinkState = ({ link }: { link: LinkRow }) =>
  link.endedAt ? <Badge>Ended</Badge> : <Badge tone="good">Linked</Badge>;

/** Links as rows that lead to their pages. */
export const LinkTable = (props: { page: PageRequest; links: readonly LinkRow[]; caption: string }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Member</th>
          <th scope="col">State</th>
          <th scope="col">How</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {props.links.map((link) => (
          <tr>
            <td class="lead-cell" data-label="Account">
              <a class="title" href={`${props.page.base}/accounts/links/${link.id}`}>
                {link.accountName}
              </a>
              <div class="sub">{link.accountId}</div>
            </td>
            <td data-label="Member">{link.userName}</td>
            <td class="bare" data-label="State">
              <LinkState link={link} />
            </td>
            <td data-label="How">{methodWords[link.method]}</td>
            <td data-label="Since" class="quiet">
              <Time at={link.linkedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
