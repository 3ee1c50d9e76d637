/** What a sentence seems to tell of; the names are those of kinds in kinds.ts. */
export type Sign = 'log' | 'problem' | 'part';

const WORK =
  /\b(?:replaced|fixed|repaired|cleaned|adjusted|rebuilt|swapped|tightened|(?:re-?)?soldered|installed|lubricated|oiled|greased|waxed|aligned|calibrated|changed|patched|glued|rewired|polished|vacuumed|levell?ed|restored|topped up|works? (?:again|now|fine)|working again|back in service)\b/i;
/** Before a word of work, these say that it has not been done. */
const NOT_DONE =
  /\b(?:needs?|should|must|(?:has|have|want|ought) to|to be|can|could|please|not|never|n['’]t|will|['’]ll|going to|gonna|who|when|if|get|getting|todo)\b[^.!?]{0,40}$/i;
const TROUBLE =
  /\b(?:broken|broke|stuck|sticks|sticking|jam(?:s|med)?|dead|leak(?:s|ing)?|cracked|burn(?:t|ed|ing)|smok(?:e|es|ing)|spark(?:s|ing)?|blown|blows|loose|intermittent(?:ly)?|flicker(?:s|ing)?|out of order|faulty?|errors?|crash(?:es|ed|ing)?|reset(?:s|ting)|reboot(?:s|ing)|overheat(?:s|ed|ing)|bent|snapped|stopped|dim|(?:went|goes|go|is|are|stays) (?:dark|dead|gone)|fires twice|double[- ]hit(?:s|ting)?|shuts? (?:off|down)|ate (?:a|the|my|his|her|\w+ of \w+) balls?|stays (?:up|down|on|off|open|closed)|keeps \w+ing|fail(?:s|ed|ing)?|not (?:working|registering|firing|responding|charging|turning|lighting|starting)|no longer|(?:does|do|did|is|are|can)n['’]?t (?:work|fire|register|respond|light|turn|start|boot|charge|open|close|move|spin|score|working)\w*|won['’]?t \w+|cannot \w+|unsafe|dangerous)\b/i;
const WANT =
  /\b(?:(?:need|needs|order|ordering|buy|get) (?:a|an|some|more|new|another|two|three|four|five|six|\d+x?)\b|(?:need|needs|have|has) to (?:order|buy|get)|(?:ran|run|running|are|we['’]?re) (?:out of|low on)(?! order)|replacement (?:for|part|set|kit)|looking for (?:a|an|some)|order the parts?|^(?:one|two|three|four|five|six|\d+|an?|some) [^?]*\bplease\b|spare \w+|part (?:number|no\.?))/i;
/** "no longer broken", "isn't stuck", "0 errors": trouble that is over or never was. */
const OVER =
  /\b(?:no longer|not|n['’]t|isn['’]?t|never) (?:broken|stuck|dead|leaking|loose|smoking|flickering)\b|\b(?:0|no|zero|without) (?:errors?|faults?|failures?)\b/i;

/** The signs of one sentence. Work that was done outweighs the trouble it mended. */
export function signsOf(sentence: string): Sign[] {
  const signs: Sign[] = [];
  const work = WORK.exec(sentence);
  const done = work !== null && !NOT_DONE.test(sentence.slice(0, work.index));
  if (done) signs.push('log');
  else if (TROUBLE.test(sentence) && !OVER.test(sentence)) signs.push('problem');
  if (WANT.test(sentence)) signs.push('part');
  return signs;
}

/** Cuts a text into sentences; each is a literal part of it, without white space at its ends. */
export function sentencesOf(text: string): string[] {
  const pieces = text.match(/[^.!?\n;]+(?:[.!?;](?!\s|$)[^.!?\n;]+)*[.!?]*/g) ?? [];
  return pieces.map((piece) => piece.trim()).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

const URGENT =
  /\b(?:urgent(?:ly)?|asap|immediately|unsafe|dangerous|smok(?:e|es|ing)|spark(?:s|ing)|burning)\b/i;
const MINOR = /\b(?:not urgent|no rush|no hurry|whenever|minor|cosmetic)\b/i;

/** How pressing a sentence sounds, with the words that say so. */
export function priorityIn(text: string): { value: string; quote: string } | undefined {
  const found = [
    { value: 'out of order', quote: /\bout of order\b/i.exec(text)?.[0] },
    { value: 'low', quote: MINOR.exec(text)?.[0] },
    { value: 'high', quote: URGENT.exec(text)?.[0] },
  ].find(({ quote }) => quote !== undefined);
  return found?.quote === undefined ? undefined : { value: found.value, quote: found.quote };
}

const COUNT =
  /\b(?:need|needs|order|ordering|buy|get) (one|two|three|four|five|six|\d{1,4})\b(?! ?[x×])|^(one|two|three|four|five|six) (?!of)|\b(\d{1,4}) ?[x×]\b|\b[x×](\d{1,4})\b/i;
const WORDS: Record<string, string> = { one: '1', two: '2', three: '3', four: '4', five: '5', six: '6' };

/** How many of something are wanted, with the words that say so. */
export function quantityIn(text: string): { value: string; quote: string } | undefined {
  const found = COUNT.exec(text);
  const count = found?.slice(1).find((group) => group !== undefined);
  if (!found || count === undefined) return undefined;
  return { value: WORDS[count.toLowerCase()] ?? count, quote: found[0] };
}

const POINTING =
  /\b(?:add|log|note|record|report|track|write)\b[^.!?]{0,30}\b(?:this|that|it|these|those|down)\b|^\W*(?:\^+|\+1|this|same(?: here| problem)?|me too)\W*$/i;

/** Whether a message only points at what was said before it: "please add this", "same here". */
export const pointsBack = (text: string): boolean => POINTING.test(text);
