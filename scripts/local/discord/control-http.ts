import type { Control } from './control.ts';
import { refusal } from './errors.ts';
import { controlGateway } from './gateway/control-http.ts';
import { type HttpRequest, type HttpResponse, parseBody } from './http.ts';
import { errorResponse } from './rest.ts';

/** The control API: JSON in, JSON out, errors in Discord's shape. Bodies go to the functions of `Control` as they are. */
export async function handleControl(control: Control, request: HttpRequest): Promise<HttpResponse> {
  try {
    const { body } = await parseBody(request);
    const result = await route(control, request, body);
    return { status: result === undefined ? 204 : 200, body: result };
  } catch (error) {
    return errorResponse(error, {}, request.path);
  }
}

// The control API trusts its callers (tests on this machine), so bodies are taken at their word.
// biome-ignore format: one line a route reads as a table
function route(control: Control, request: HttpRequest, body: unknown): unknown {
  const [resource = '', a = '', b = '', c = '', d = ''] = request.path.replace(/^\/_control\/?/, '').split('/').map(decodeURIComponent);
  const given = body as never;
  const fields = (body ?? {}) as Record<string, unknown>;
  if (resource === 'gateway') return controlGateway(control.gateway, request.method, a, request.query, body);
  switch (`${request.method} ${resource}`) {
    case 'GET calls': return control.calls(filterOf(request.query));
    case 'DELETE calls': return control.clearCalls();
    case 'POST script': return (Array.isArray(body) ? body : [body]).forEach((item) => { control.script(item as never); });
    case 'GET script': return control.scripts();
    case 'DELETE script': return control.clearScripts();
    case 'GET clock': return { now: control.clock() };
    case 'POST clock': return { now: control.clock(given) };
    case 'POST rate-limits': return control.rateLimits(fields.enabled !== false);
    case 'POST users': return a ? control.setUser(a, given) : control.user(given);
    case 'POST guilds': return showGuild(control.guild(given));
    case 'POST roles': return control.role(String(fields.guild_id), without(fields, 'guild_id') as never);
    case 'POST members': return control.member(String(fields.guild_id), without(fields, 'guild_id') as never);
    case 'DELETE members': return control.removeMember(a, b);
    case 'POST channels': return control.channel(given);
    case 'DELETE channels': return control.removeChannel(a);
    case 'POST threads': return control.thread(given);
    case 'POST messages': return control.message(given);
    case 'PATCH messages': return control.editMessage(a, b, String(fields.content ?? ''));
    case 'DELETE messages': return control.deleteMessage(a, b);
    case 'PUT reactions': return control.react(a, b, c, d);
    case 'DELETE reactions': return control.unreact(a, b, c, d);
    case 'PUT interest': return control.interest(a, b, true);
    case 'DELETE interest': return control.interest(a, b, false);
    case 'POST application': return control.application(given);
    case 'POST deauthorize': return control.deauthorize(a);
    case 'POST webhook-events': return control.webhookEvent(given);
    case 'GET webhook-events': return control.webhookEvents();
    case 'POST interactions': return control.interaction(given);
    case 'GET interactions': return control.interactionState(a);
    case 'POST reset': return control.reset();
    default: throw refusal(10003);
  }
}

function filterOf(query: URLSearchParams) {
  const since = query.get('since');
  return {
    method: query.get('method') ?? undefined,
    path: query.get('path') ?? undefined,
    since: since === null ? undefined : Number(since),
  };
}

function without(fields: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
}

function showGuild(guild: ReturnType<Control['guild']>): unknown {
  return { ...guild, roles: [...guild.roles.values()], members: [...guild.members.values()] };
}
