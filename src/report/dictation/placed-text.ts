/** Where dictated text goes: what stands before the caret and behind it in the paragraph. */
export interface Place {
  readonly before: string;
  readonly behind: string;
}

/** What is inserted, and how many characters before the caret it takes the place of. */
export interface Placed {
  readonly text: string;
  readonly replaces: number;
}

const opensSentence = /(?:^|[.!?][)"»”]?|\n)\s*$/;
const hangsOnWordBefore = /^[.,;:!?)»”\]%°/]|^\u00a0[?!;:»]/;
const takesNoSpaceBehind = /[\s([«“/'’\-\u00a0]$/;

/** Names that keep their capital inside a sentence. */
const names =
  /^(?:Baker|Bankart|Bosniak|Couinaud|Crohn|Douglas|Fleischner|Glisson|Hill|Hoffa|Hodgkin|Hounsfield|Kerley|Kocher|Lisfranc|Modic|Morton|Müller|Paget|Pott|Scheuermann|Schmorl|Stafne|Tarlov|Weber|Wirsung|I)$/;

/**
 * Fits dictated text to its place: one space between words, none before a mark, a capital where a sentence begins and
 * none inside of one. Text of several lines is fitted at both ends.
 */
export function placedText(dictated: string, { before, behind }: Place): Placed {
  if (dictated === '') return { text: '', replaces: 0 };
  const isMark = hangsOnWordBefore.test(dictated);
  // A mark that is there already is not set twice.
  const doubled = isMark && /^[.,]/.test(dictated) && before.trimEnd().endsWith(dictated.charAt(0));
  const own = doubled ? dictated.slice(1).trimStart() : dictated;
  if (own === '') return { text: '', replaces: 0 };
  const hangs = hangsOnWordBefore.test(own);
  const replaces = hangs ? before.length - before.trimEnd().length : 0;
  const left = before.slice(0, before.length - replaces);
  const fitted = startOf(own, opensSentence.test(left));
  const first = left === '' || hangs || takesNoSpaceBehind.test(left) || own.startsWith('\n') ? '' : ' ';
  return { text: first + endOf(fitted, behind), replaces };
}

function startOf(text: string, opens: boolean): string {
  const [word = ''] = /^[\p{L}\p{N}'’-]+/u.exec(text) ?? [];
  const bare = word.replace(/['’].*$/, '');
  if (opens) return text.charAt(0).toUpperCase() + text.slice(1);
  // Acronyms (IRM, T2, SUVmax) and names stay as they are.
  const isPlain =
    /^\p{Lu}\p{Ll}*$/u.test(bare) && (bare.length > 1 || /^[AÀÉYLD]$/.test(bare)) && !/^\p{Lu}$/u.test(word);
  const isArticle = /^[AÀY]$/.test(word);
  return (isPlain || isArticle) && !names.test(bare) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function endOf(text: string, behind: string): string {
  const next = behind.trimStart();
  // The recogniser ends every utterance with a full stop; inside of a sentence it is none.
  const inside = /^[\p{Ll},;:.)]/u.test(next) ? text.replace(/\.$/, '') : text;
  return /^[\p{L}\p{N}(«“]/u.test(behind) && !takesNoSpaceBehind.test(inside) ? `${inside} ` : inside;
}
