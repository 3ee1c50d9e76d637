/** What a browser may show itself: pictures, and none that hold script. */
export const PICTURES: readonly string[] = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
];
