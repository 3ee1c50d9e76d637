export type LogFields = Record<string, unknown>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  with(fields: LogFields): Log;
}

/** Names of fields whose value is never written, whatever it holds. */
const SECRET_NAME =
  /token|secret|authorization|password|api.?key|encryption|cookie|signature|connection.?string/i;
/** Shapes of secrets inside longer texts: interaction tokens in URLs, bot tokens, Claude keys, our API keys, DSNs. */
const SECRET_SHAPES: [RegExp, string][] = [
  [/(\/(?:webhooks|interactions)\/\d+\/)[\w.-]{20,}/g, '$1[redacted]'],
  [/\b[\w-]{20,30}\.[\w-]{6,7}\.[\w-]{25,}\b/g, '[redacted]'],
  [/\bsk-ant-[\w-]+/g, '[redacted]'],
  [/\bgh_[\w-]{20,}/g, '[redacted]'],
  [/\b(Bot|Bearer) [\w.-]{10,}/g, '$1 [redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted]'],
  [/\bk\d+:[A-Za-z0-9+/]{43}=/g, '[redacted]'],
  [/(\/results\/)[0-9a-f]{16,}/g, '$1[redacted]'],
  [/(postgres(?:ql)?:\/\/[^:/\s]+:)[^@\s]+@/g, '$1[redacted]@'],
];

/** Removes everything that looks like a credential; applied to every log line and every stored error text. */
export function redact(text: string): string {
  let clean = text;
  for (const [shape, replacement] of SECRET_SHAPES) clean = clean.replace(shape, replacement);
  return clean;
}

/** Writes one JSON object a line to the console, which Workers Logs indexes by field. */
export function createLog(base: LogFields, write: (line: string) => void = (line) => console.log(line)): Log {
  const emit = (level: string, event: string, fields: LogFields = {}) => {
    write(redact(JSON.stringify({ level, event, ...base, ...fields }, replacer)));
  };
  return {
    info: (event, fields) => emit('info', event, fields),
    warn: (event, fields) => emit('warn', event, fields),
    error: (event, fields) => emit('error', event, fields),
    with: (fields) => createLog({ ...base, ...fields }, write),
  };
}

function replacer(name: string, value: unknown): unknown {
  if (SECRET_NAME.test(name) && typeof value === 'string') return '[redacted]';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return describeError(value);
  return value;
}

/** What a log line says of an error. Database errors drop drizzle's message, because it carries the parameters. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause = error.cause instanceof Error ? error.cause : undefined;
  if (error.name === 'DrizzleQueryError' || error.message.startsWith('Failed query:')) {
    return { name: 'QueryError', ...(cause ? describeError(cause) : {}) };
  }
  return {
    name: error.name,
    message: error.message,
    code: (error as { code?: unknown }).code,
    stack: error.stack?.split('\n').slice(1, 6).join('\n'),
    ...(cause ? { cause: describeError(cause) } : {}),
  };
}
