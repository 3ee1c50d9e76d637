const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Types that a browser draws and never runs; SVG is not one of them. */
export const isPicture = (contentType: string | null): boolean =>
  contentType !== null && PICTURES.includes(contentType);
