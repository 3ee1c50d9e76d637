import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DiscordError, refusal } from './errors.ts';
import { isDict } from './validation/check.ts';

export interface UploadedFile {
  /** The form field: `files[0]`. */
  field: string;
  filename: string;
  content_type: string;
  bytes: Buffer;
}

export interface ParsedBody {
  body: unknown;
  files: UploadedFile[];
}

export interface HttpRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

export interface HttpResponse {
  status: number;
  headers?: Record<string, string>;
  /** Objects become JSON; strings and bytes go out as they are. */
  body?: unknown;
}

/** Discord takes 25 MiB a request. */
const REQUEST_LIMIT = 25 * 1024 * 1024;

/** Reads the whole request; throws 40005 beyond 25 MiB. */
export async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= REQUEST_LIMIT) chunks.push(chunk);
  }
  if (size > REQUEST_LIMIT) throw refusal(40005);
  const url = new URL(request.url ?? '/', 'http://local');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    raw: Buffer.concat(chunks),
  };
}

/** JSON in which integers beyond 2^53 stay exact as strings: some clients send snowflakes as numbers. */
export function parseJson(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, function keepDigits(_key, value, context?: { source?: string }) {
      return typeof value === 'number' &&
        !Number.isSafeInteger(value) &&
        /^-?\d+$/.test(context?.source ?? '')
        ? context?.source
        : value;
    });
  } catch {
    throw refusal(50109);
  }
}

/** Body and files of a request, from JSON, a form, or multipart with `payload_json` or plain fields. */
export async function parseBody(request: HttpRequest): Promise<ParsedBody> {
  const type = request.headers['content-type'] ?? '';
  if (request.raw.length === 0) return { body: undefined, files: [] };
  if (type.startsWith('application/json')) return { body: parseJson(request.raw.toString()), files: [] };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { body: Object.fromEntries(new URLSearchParams(request.raw.toString())), files: [] };
  }
  if (type.startsWith('multipart/form-data')) return parseMultipart(request.raw, type);
  throw new DiscordError(400, 50035, 'Invalid Form Body', {
    _errors: [
      {
        code: 'CONTENT_TYPE_INVALID',
        message:
          'Expected "Content-Type" header to be one of {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"}.',
      },
    ],
  });
}

async function parseMultipart(raw: Buffer, type: string): Promise<ParsedBody> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new DiscordError(400, 50035, 'Invalid Form Body');
  }
  const files: UploadedFile[] = [];
  const fields: Record<string, unknown> = {};
  for (const [field, value] of form) {
    if (typeof value === 'string') fields[field] = value;
    else {
      files.push({
        field,
        filename: value.name,
        content_type: value.type || 'application/octet-stream',
        bytes: Buffer.from(await value.arrayBuffer()),
      });
    }
  }
  const payload = fields.payload_json;
  if (typeof payload !== 'string') return { body: fields, files };
  const body = parseJson(payload);
  if (!isDict(body)) throw refusal(50109);
  return { body, files };
}
