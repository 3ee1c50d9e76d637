/**
 * Discord's numbers, each with its unit in the name or beside it.
 * @see https://docs.discord.com/developers/resources/message
 * @see https://docs.discord.com/developers/components/reference
 */
export const MESSAGE_LIMITS = {
  content: 2_000,
  embeds: 10,
  attachments: 10,
  stickers: 3,
  nonce: 25,
  requestBytes: 25 * 1024 * 1024,
  fileBytes: 10 * 1024 * 1024,
  fileDescription: 1_024,
  distinctReactions: 20,
  pinsPerChannel: 250,
  bulkDeleteMin: 2,
  bulkDeleteMax: 100,
  bulkDeleteMaxAgeMs: 14 * 24 * 60 * 60 * 1_000,
  allowedMentionIds: 100,
  listPage: 100,
} as const;

export const EMBED_LIMITS = {
  title: 256,
  description: 4_096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  footer: 2_048,
  author: 256,
  /** Over all embeds of one message. */
  total: 6_000,
} as const;

export const COMMAND_LIMITS = {
  chatInput: 100,
  user: 15,
  message: 15,
  primaryEntryPoint: 1,
  bulkOverwrite: 130,
  /** A guild; overwriting counts new names only. */
  createsPerDay: 200,
  name: 32,
  description: 100,
  options: 25,
  choices: 25,
  choiceName: 100,
  choiceValue: 100,
  /** Names, descriptions and values of one command together, the longest translation of each. */
  totalCharacters: 8_000,
  stringOptionLength: 6_000,
  fileTypes: 10,
  autocompleteChoices: 25,
} as const;

export const COMPONENT_LIMITS = {
  customId: 100,
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  buttonUrl: 512,
  selectOptions: 25,
  selectOptionText: 100,
  selectPlaceholder: 150,
  /** Components V2, nested ones included. */
  perMessage: 40,
  textDisplay: 4_000,
  sectionTexts: 3,
  galleryItems: 10,
} as const;

export const MODAL_LIMITS = {
  title: 45,
  customId: 100,
  components: 5,
  label: 45,
  labelDescription: 100,
  textInput: 4_000,
  placeholder: 100,
  files: 10,
  radioOptions: 10,
  checkboxes: 10,
} as const;

export const INTERACTION_LIMITS = {
  firstAnswerMs: 3_000,
  tokenMs: 15 * 60 * 1_000,
  /** Only where the app is installed for the user and not in the guild; then error 40094. */
  userInstallFollowUps: 5,
} as const;

export const CHANNEL_LIMITS = {
  name: 100,
  topic: 1_024,
  perGuild: 500,
  perCategory: 50,
  overwrites: 1_000,
  slowmodeSeconds: 21_600,
  threadMembers: 1_000,
} as const;

/** What `auto_archive_duration` of a thread may be, in minutes. */
export const THREAD_ARCHIVE_MINUTES = [60, 1_440, 4_320, 10_080] as const;

export const GUILD_LIMITS = {
  roles: 250,
  membersPage: 1_000,
  timeoutMs: 28 * 24 * 60 * 60 * 1_000,
  scheduledEvents: 100,
  scheduledEventName: 100,
  scheduledEventDescription: 1_000,
  scheduledEventLocation: 100,
  /** Characters of an audit-log reason. */
  reason: 512,
} as const;

export const WEBHOOK_LIMITS = { name: 80, avatarUrl: 2_048, perChannel: 15, perGuild: 1_000 } as const;

export const ROLE_CONNECTION_LIMITS = {
  records: 5,
  key: 50,
  name: 100,
  description: 200,
  platformName: 50,
  platformUsername: 100,
  value: 100,
} as const;
