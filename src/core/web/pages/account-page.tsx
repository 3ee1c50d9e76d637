import { Badge, Card, PageHeader, Time } from '../components/basics.tsx';
import { ActionButton } from '../components/form.tsx';

/** Where the person is signed in, and the way out of all of it. */
export const AccountPage = (props: {
  userName: string;
  userId: string;
  csrf: string;
  here: string;
  sessions: readonly { id: string; createdAt: Date; seenAt: Date }[];
}) => (
  <>
    <PageHeader
      title="Your account"
      lead={`Signed in as ${props.userName}.`}
      back={{ href: '/', title: 'Your servers' }}
    />
    <Card title="Where you are signed in" flush>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col">Signed in</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {props.sessions.map((session) => (
              <tr>
                <td data-label="Browser">
                  {session.id === props.here ? <Badge tone="good">This browser</Badge> : 'Another browser'}
                </td>
                <td data-label="Signed in">
                  <Time at={session.createdAt} />
                </td>
                <td data-label="Last seen">
                  <Time at={session.seenAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
    <Card title="Sign out everywhere">
      <p>
        Ends all of these sessions at once and takes back Guildhall's access to your Discord account. What you
        did stays as it is.
      </p>
      <ActionButton page={props} action="/auth/sign-out-everywhere" kind="danger">
        Sign out everywhere
      </ActionButton>
    </Card>
    <p class="help">
      Your Discord id is <code>{props.userId}</code>.
    </p>
  </>
);
