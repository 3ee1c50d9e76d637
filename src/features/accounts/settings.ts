import * as v from 'valibot';
import { defineSettings, type Field } from '../../core/settings/definition.ts';

/** Room for 32 random bytes in hex or base64; shorter ones could be guessed. */
const LEAST_SECRET = 32;

const linkSecret: Field<string | null> = {
  kind: 'secret',
  title: 'Secret for signed links',
  help: 'Your application signs its links with it; at least 32 random characters. Links signed with an older one stop working.',
  default: null,
  schema: v.nullable(
    v.pipe(
      v.string('Give a text.'),
      v.minLength(LEAST_SECRET, `At least ${LEAST_SECRET} characters, or others could guess it.`),
      v.maxLength(200, 'At most 200 characters.'),
    ),
  ),
};

const accountPage: Field<string> = {
  kind: 'text',
  title: 'Page where members start',
  help: 'Address in your application where a customer gets a link or a code; `/link` shows it as a button. Empty: none.',
  default: '',
  schema: v.pipe(
    v.string('Give a text.'),
    v.maxLength(400, 'At most 400 characters.'),
    v.check(
      (text) => text === '' || (/^https?:\/\/[^\s@\\]+$/.test(text) && URL.canParse(text)),
      'Give a whole address, like https://example.org/account/discord.',
    ),
  ),
};

export const accountsSettings = defineSettings('accounts', { linkSecret, accountPage });
