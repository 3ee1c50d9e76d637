import { and, eq, gt } from 'drizzle-orm';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { openAccounts } from '../accounts/accounts-context.ts';
import { readCookie } from '../accounts/cookies.ts';
import { findSession } from '../accounts/session.ts';
import { openDatabase } from '../database/client.ts';
import { DeniedError, NotFoundError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';
import type { Runtime } from '../runtime.ts';
import { keptResults } from '../tables.ts';

interface KeptMessage {
  /** A file in the bucket that is the whole result. */
  file?: { key: string; name: string };
  content?: string;
  embeds?: {
    title?: string;
    description?: string;
    fields?: { name: string; value: string }[];
    footer?: { text: string };
  }[];
}

/**
 * Shows what is kept behind a secret link until it expires. A file's link was handed to its person alone; that of an
 * answer stands in a channel, so whoever opens it has to be signed in as the person that it is for.
 */
export async function keptResult(c: Context, runtime: Runtime): Promise<Response> {
  const gone = new NotFoundError('This result does not exist any more. Run the command again in Discord.');
  if (!runtime.config.database) throw gone;
  const tokenHash = await sha256Hex(c.req.param('secret') ?? '');
  const [row] = await openDatabase(runtime.config.database)
    .select()
    .from(keptResults)
    .where(
      and(eq(keptResults.tokenHash, tokenHash), gt(keptResults.expiresAt, new Date(runtime.outside.now()))),
    );
  if (!row) throw gone;
  const { content, embeds = [], file } = row.message as KeptMessage;
  c.header('cache-control', 'no-store');
  if (!file) {
    const session = await findSession(openAccounts(runtime), readCookie(c, 'guildhall'));
    if (!session) return c.redirect(`/auth/discord?return=${encodeURIComponent(c.req.path)}`, 302);
    if (session.row.userId !== row.userId)
      throw new DeniedError('This answer is for somebody else. Sign in as that person to read it.');
  }
  if (file) {
    const object = await runtime.config.files.get(file.key);
    if (!object) throw gone;
    c.header('content-type', 'application/octet-stream');
    c.header('content-disposition', `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"`);
    return c.body(await object.arrayBuffer());
  }
  c.header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  return c.html(html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Your result · Guildhall</title>
        <style>
          :root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
          main { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
          p { white-space: pre-wrap; overflow-wrap: anywhere; }
        </style>
      </head>
      <body>
        <main>
          <h1>Your result</h1>
          ${content ? html`<p>${content}</p>` : ''}
          ${embeds.map(
            (embed) => html`<h2>${embed.title ?? ''}</h2>
              <p>${embed.description ?? ''}</p>
              <dl>${(embed.fields ?? []).map((field) => html`<dt>${field.name}</dt><dd>${field.value}</dd>`)}</dl>
              <p><small>${embed.footer?.text ?? ''}</small></p>`,
          )}
        </main>
      </body>
    </html>`);
}
