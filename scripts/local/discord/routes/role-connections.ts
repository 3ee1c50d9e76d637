import { refusal } from '../errors.ts';
import { param, type Route, type RouteContext } from '../router.ts';
import { Check, type Dict, Fields } from '../validation/check.ts';
import { requireScope } from './scopes.ts';

const METADATA = '/applications/:app/role-connections/metadata';
const CONNECTION = '/users/@me/applications/:app/role-connection';

export const roleConnectionRoutes: Route[] = [
  {
    method: 'GET',
    path: METADATA,
    auth: 'bot',
    handle: (context) => own(context).role_connection_metadata,
  },
  { method: 'PUT', path: METADATA, auth: 'bot', handle: putMetadata },
  {
    method: 'GET',
    path: CONNECTION,
    auth: 'user',
    handle: (context) => {
      own(context);
      requireScope(context.caller, 'role_connections.write');
      return context.state.data.roleConnections.get(context.userId) ?? EMPTY;
    },
  },
  { method: 'PUT', path: CONNECTION, auth: 'user', handle: putConnection },
  {
    method: 'DELETE',
    path: CONNECTION,
    auth: 'user',
    handle: (context) => {
      own(context);
      requireScope(context.caller, 'role_connections.write');
      context.state.data.roleConnections.delete(context.userId);
      context.state.touch();
    },
  },
];

const EMPTY = { platform_name: null, platform_username: null, metadata: {} };

function own(context: RouteContext) {
  const { application } = context.state.data;
  if (param(context, 'app') !== application.id) throw refusal(20012);
  return application;
}

function putMetadata(context: RouteContext): unknown {
  const application = own(context);
  const check = new Check();
  const list = Array.isArray(context.body) ? context.body : [];
  if (!Array.isArray(context.body))
    check.fail('LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  check.length(list.length, 0, 5);
  const records = list.map((item, index): Dict => {
    const fields = new Fields(check.at(index), item);
    const key = fields.string('key', { required: true, min: 1, max: 50 });
    if (key !== undefined && !/^[a-z0-9_]+$/.test(key))
      fields.check.at('key').fail('STRING_TYPE_REGEX', 'String value did not match validation regex.');
    return {
      type: fields.choice('type', [1, 2, 3, 4, 5, 6, 7, 8], { required: true }),
      key,
      name: fields.string('name', { required: true, min: 1, max: 100 }),
      description: fields.string('description', { required: true, min: 1, max: 200 }),
      ...(fields.dict('name_localizations') ? { name_localizations: fields.value.name_localizations } : {}),
      ...(fields.dict('description_localizations')
        ? { description_localizations: fields.value.description_localizations }
        : {}),
    };
  });
  check.done();
  application.role_connection_metadata = records;
  context.state.touch();
  return records;
}

function putConnection(context: RouteContext): unknown {
  const application = own(context);
  requireScope(context.caller, 'role_connections.write');
  const check = new Check();
  const fields = new Fields(check, context.body ?? {});
  const name = fields.string('platform_name', { max: 50 }) ?? null;
  const username = fields.string('platform_username', { max: 100 }) ?? null;
  const metadata = fields.dict('metadata');
  const values: Record<string, string> = {};
  for (const key of Object.keys(metadata?.value ?? {})) {
    const record = application.role_connection_metadata.find((item) => item.key === key);
    if (!record) {
      metadata?.check.at(key).fail('APPLICATION_ROLE_CONNECTION_METADATA_KEY', 'Unknown metadata key');
      continue;
    }
    const value = metadata?.string(key, { max: 100 });
    if (value !== undefined) values[key] = value;
  }
  check.done();
  const connection = { platform_name: name, platform_username: username, metadata: values };
  context.state.data.roleConnections.set(context.userId, connection);
  context.state.touch();
  return connection;
}
