import * as v from 'valibot';

export const params = { id: 'Id of the conversation, or its number.' };
export const messageParams = { messageId: 'Id of the message.' };
export const personParams = { personId: 'Discord id of the person.' };
export const unknown = { 404: 'There is no such conversation.' };
export const unknownMessage = { 404: 'There is no such message.' };

export const timelineQuery = {
  order: v.optional(
    v.pipe(
      v.picklist(['newest', 'oldest'], 'Say newest or oldest.'),
      v.description('Newest first to read back, oldest first to read along.'),
    ),
    'newest',
  ),
  after: v.optional(
    v.pipe(
      v.number('Give a number.'),
      v.integer('Give a whole number.'),
      v.minValue(0, 'At least 0.'),
      v.maxValue(Number.MAX_SAFE_INTEGER),
      v.description('Only entries with a greater `sequence`.'),
    ),
  ),
};
