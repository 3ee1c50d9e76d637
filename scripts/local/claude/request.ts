/** The parts of a request to `/v1/messages` that the stand-in looks at, once they are known to be well-formed. */
export interface MessagesRequest {
  model: string;
  max_tokens: number;
  system: string;
  /** Whether the system prompt asks to be cached. */
  cached: boolean;
  texts: string[];
  images: { source: 'base64' | 'url'; mediaType: string | undefined; bytes: number }[];
  schema: Record<string, unknown> | undefined;
}

/** Anthropic's error body. */
export class RequestError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

const MODEL = /^claude-(?:haiku|sonnet|opus|fable|mythos)-\d+(?:-\d+)*$/;
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];
const SAMPLING = ['temperature', 'top_p', 'top_k'];
const IMAGE_MAX = 5 * 1024 * 1024;
const MAGIC: Record<string, RegExp> = {
  'image/png': /^\x89PNG/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8/,
  'image/webp': /^RIFF[\s\S]{4}WEBP/,
};

/**
 * Checks a request as the API does, as far as our requests can go wrong.
 * @see https://platform.claude.com/docs/en/api/messages
 * @throws RequestError with Anthropic's status and type.
 */
export function readRequest(body: unknown): MessagesRequest {
  if (!isObject(body)) throw invalid('The request body is not valid JSON.');
  for (const name of SAMPLING) {
    if (name in body) throw invalid(`${name}: this parameter is not supported any more.`);
  }
  if (typeof body.model !== 'string') throw invalid('model: Field required');
  if (!MODEL.test(body.model)) throw new RequestError(404, 'not_found_error', `model: ${body.model}`);
  const maxTokens = body.max_tokens;
  if (typeof maxTokens !== 'number') throw invalid('max_tokens: Field required');
  if (!Number.isInteger(maxTokens) || maxTokens < 1)
    throw invalid('max_tokens: Input should be greater than or equal to 1');
  const { texts, images } = readMessages(body.messages);
  const system = readSystem(body.system);
  return { model: body.model, max_tokens: maxTokens, ...system, texts, images, schema: readFormat(body) };
}

function readSystem(system: unknown): { system: string; cached: boolean } {
  if (system === undefined) return { system: '', cached: false };
  if (typeof system === 'string') return { system, cached: false };
  if (!Array.isArray(system)) throw invalid('system: Input should be a valid list');
  const blocks = system.map((block, index) => readText(block, `system.${index}`));
  return {
    system: blocks.join('\n'),
    cached: system.some((block) => isObject(block) && block.cache_control),
  };
}

function readMessages(messages: unknown): Pick<MessagesRequest, 'texts' | 'images'> {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages: at least one message is required');
  const texts: string[] = [];
  const images: MessagesRequest['images'] = [];
  messages.forEach((message, index) => {
    if (!isObject(message) || (message.role !== 'user' && message.role !== 'assistant'))
      throw invalid(`messages.${index}.role: Input should be 'user' or 'assistant'`);
    if (index === 0 && message.role !== 'user')
      throw invalid('messages: first message must use the "user" role');
    const content =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
    if (!Array.isArray(content) || content.length === 0)
      throw invalid(`messages.${index}.content: Input should be a non-empty list`);
    content.forEach((block, at) => {
      const where = `messages.${index}.content.${at}`;
      if (isObject(block) && block.type === 'image') images.push(readImage(block, where));
      else texts.push(readText(block, where));
    });
  });
  return { texts, images };
}

function readText(block: unknown, where: string): string {
  if (!isObject(block) || block.type !== 'text' || typeof block.text !== 'string')
    throw invalid(`${where}: only text and image blocks are understood here`);
  if (block.text.trim() === '')
    throw invalid(`${where}: text content blocks must contain non-whitespace text`);
  return block.text;
}

function readImage(block: Record<string, unknown>, where: string): MessagesRequest['images'][number] {
  const source = isObject(block.source) ? block.source : {};
  if (source.type === 'url') {
    if (typeof source.url !== 'string' || !URL.canParse(source.url))
      throw invalid(`${where}.source.url: invalid URL`);
    return { source: 'url', mediaType: undefined, bytes: 0 };
  }
  const { media_type: mediaType, data } = source;
  if (source.type !== 'base64' || typeof data !== 'string' || typeof mediaType !== 'string')
    throw invalid(`${where}.source: Input should be a base64 or url source`);
  const magic = MAGIC[mediaType];
  if (!magic) throw invalid(`${where}.source.media_type: '${mediaType}' is not supported`);
  if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(data) || data === '')
    throw invalid(`${where}.source.data: invalid base64 data`);
  if (data.length > IMAGE_MAX) throw invalid(`${where}.source: image exceeds 5 MB maximum`);
  const bytes = Buffer.from(data, 'base64');
  if (!magic.test(bytes.toString('latin1', 0, 12)))
    throw invalid(`${where}.source: the image does not appear to be ${mediaType}`);
  return { source: 'base64', mediaType, bytes: bytes.length };
}

function readFormat(body: Record<string, unknown>): Record<string, unknown> | undefined {
  const config = body.output_config;
  if (config === undefined || config === null) return undefined;
  if (!isObject(config)) throw invalid('output_config: Input should be an object');
  if (config.effort != null && !EFFORTS.includes(String(config.effort)))
    throw invalid(`output_config.effort: Input should be ${EFFORTS.join(', ')}`);
  if (config.format === undefined || config.format === null) return undefined;
  if (!isObject(config.format) || config.format.type !== 'json_schema' || !isObject(config.format.schema))
    throw invalid('output_config.format: Input should be a json_schema with a schema');
  if (config.format.schema.type !== 'object')
    throw invalid('output_config.format.schema: the root of the schema must be an object');
  checkSchema(config.format.schema, 'output_config.format.schema');
  return config.format.schema;
}

/** What constrained decoding can't hold an answer to, and so refuses. */
const UNSUPPORTED = [
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'pattern',
  'maxItems',
  'oneOf',
  'not',
  'if',
];

function checkSchema(schema: unknown, where: string): void {
  if (!isObject(schema)) throw invalid(`${where}: Input should be an object`);
  for (const word of UNSUPPORTED) if (word in schema) throw invalid(`${where}: '${word}' is not supported`);
  if (schema.type === 'object' && schema.additionalProperties !== false)
    throw invalid(`${where}: 'additionalProperties' must be explicitly set to false`);
  for (const [name, inner] of Object.entries(isObject(schema.properties) ? schema.properties : {}))
    checkSchema(inner, `${where}.properties.${name}`);
  if (schema.items !== undefined) checkSchema(schema.items, `${where}.items`);
  for (const [at, inner] of (Array.isArray(schema.anyOf) ? schema.anyOf : []).entries())
    checkSchema(inner, `${where}.anyOf.${at}`);
}

const invalid = (message: string) => new RequestError(400, 'invalid_request_error', message);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
