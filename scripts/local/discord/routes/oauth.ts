import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { deauthorize } from '../authorizations.ts';
import { refusal } from '../errors.ts';
import type { StoredCode, StoredGrant } from '../model.ts';
import { Answer, type Route, type RouteContext } from '../router.ts';
import type { LocalState } from '../state.ts';
import { isDict } from '../validation/check.ts';
import { userById } from '../views.ts';

/** A week, in seconds. */
const TOKEN_LIFE_S = 604_800;

export const oauthRoutes: Route[] = [
  { method: 'POST', path: '/oauth2/token', auth: 'open', handle: token },
  { method: 'POST', path: '/oauth2/token/revoke', auth: 'open', handle: revoke },
  { method: 'GET', path: '/oauth2/@me', auth: 'user', handle: currentAuthorization },
];

function oauthError(status: number, error: string, description: string): Answer {
  return new Answer(status, { error, error_description: description });
}

/** Client id and secret, by Basic header or in the form; undefined when they are not ours. */
function authenticated(context: RouteContext, form: Record<string, unknown>): boolean {
  const { state, request } = context;
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ', 2);
  const [id, secret] =
    scheme === 'Basic'
      ? Buffer.from(encoded ?? '', 'base64')
          .toString()
          .split(':', 2)
      : [String(form.client_id ?? ''), String(form.client_secret ?? '')];
  return id === state.data.application.id && same(secret ?? '', state.data.clientSecret);
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function readForm(context: RouteContext): Record<string, unknown> | undefined {
  const type = context.request.headers['content-type'] ?? '';
  return type.startsWith('application/x-www-form-urlencoded') && isDict(context.body)
    ? context.body
    : undefined;
}

function token(context: RouteContext): Answer {
  const { state } = context;
  const form = readForm(context);
  if (!form) return oauthError(400, 'invalid_request', 'Only application/x-www-form-urlencoded is accepted');
  if (!authenticated(context, form)) return oauthError(401, 'invalid_client', 'Invalid client credentials');
  switch (form.grant_type) {
    case 'authorization_code': {
      const code = state.data.codes.get(String(form.code ?? ''));
      if (
        !code ||
        code.expires_at <= state.now() ||
        code.redirect_uri !== form.redirect_uri ||
        !proven(code, form)
      )
        return oauthError(400, 'invalid_grant', 'Invalid "code" in request.');
      state.data.codes.delete(code.code);
      return new Answer(200, show(issue(state, code.user_id, code.scopes, true)));
    }
    case 'refresh_token': {
      const old = [...state.data.grants.values()].find((grant) => grant.refresh_token === form.refresh_token);
      if (!old || form.refresh_token === undefined)
        return oauthError(400, 'invalid_grant', 'Invalid "refresh_token" in request.');
      state.data.grants.delete(old.access_token);
      return new Answer(200, show(issue(state, old.user_id, old.scopes, true)));
    }
    case 'client_credentials': {
      const scopes = String(form.scope ?? '')
        .split(' ')
        .filter(Boolean);
      return new Answer(200, show(issue(state, state.data.application.owner_id, scopes, false)));
    }
    default:
      return oauthError(400, 'unsupported_grant_type', 'Grant type is not supported');
  }
}

/** PKCE: a code that was asked for with a challenge is only worth something with its verifier. */
function proven(code: StoredCode, form: Record<string, unknown>): boolean {
  if (code.code_challenge === null) return true;
  const verifier = String(form.code_verifier ?? '');
  const proof =
    code.code_challenge_method === 'S256'
      ? createHash('sha256').update(verifier).digest('base64url')
      : verifier;
  return verifier !== '' && same(proof, code.code_challenge);
}

function issue(
  state: LocalState,
  userId: string | null,
  scopes: string[],
  refreshable: boolean,
): StoredGrant {
  const grant: StoredGrant = {
    user_id: userId,
    scopes,
    access_token: randomBytes(22).toString('base64url'),
    refresh_token: refreshable ? randomBytes(22).toString('base64url') : null,
    expires_at: state.now() + TOKEN_LIFE_S * 1000,
  };
  state.data.grants.set(grant.access_token, grant);
  state.touch();
  return grant;
}

function show(grant: StoredGrant): Record<string, unknown> {
  return {
    token_type: 'Bearer',
    access_token: grant.access_token,
    expires_in: TOKEN_LIFE_S,
    ...(grant.refresh_token === null ? {} : { refresh_token: grant.refresh_token }),
    scope: grant.scopes.join(' '),
  };
}

/** Revoking one token ends the whole authorization of that user. One that has run out ends nothing. */
function revoke(context: RouteContext): Answer {
  const { state, world } = context;
  const form = readForm(context);
  if (!form || !authenticated(context, form))
    return oauthError(401, 'invalid_client', 'Invalid client credentials');
  const all = [...state.data.grants.values()];
  const grant = all.find(
    (item) =>
      item.refresh_token === form.token ||
      (item.access_token === form.token && item.expires_at > state.now()),
  );
  if (grant && grant.user_id !== null) deauthorize(world, grant.user_id);
  else if (grant) state.data.grants.delete(grant.access_token);
  state.touch();
  return new Answer(200, {});
}

function currentAuthorization(context: RouteContext): unknown {
  const { state, caller, request } = context;
  if (caller.kind !== 'bearer') throw refusal(50025);
  const access = (request.headers.authorization ?? '').split(' ', 2)[1] ?? '';
  const grant = state.data.grants.get(access);
  const { application } = state.data;
  return {
    application: {
      id: application.id,
      name: application.name,
      icon: application.icon,
      description: application.description,
      bot_public: true,
      bot_require_code_grant: false,
      verify_key: state.data.keys.publicKey,
    },
    scopes: caller.scopes,
    expires: new Date(grant?.expires_at ?? 0).toISOString(),
    ...(caller.scopes.includes('identify') ? { user: userById(state, context.userId) } : {}),
  };
}
