import { type BrowsedRecords, COUNTED } from '../actions/browse-records.ts';

/** A count as people read it: beyond what is counted it is only said that there are more. */
export const countWords = (count: number): string =>
  count > COUNTED ? `${COUNTED.toLocaleString('en')}+` : String(count);

/** Open and closed together, as far as they are known. */
export const sumWords = ({ open, closed }: BrowsedRecords['counts']): string =>
  countWords(open > COUNTED || closed > COUNTED ? COUNTED + 1 : open + closed);
