/** What the rules know of one language. Expressions run on folded text (`folded.ts`): lower case, no accents. */
export interface CheckLexicon {
  readonly left: RegExp;
  readonly right: RegExp;
  /** The order is for both sides. */
  readonly bothSides: RegExp;
  /** Sides that are names of structures, not of a side of the body. */
  readonly namedSides: RegExp;
  /** Whether the words that a side belongs to stand before it ("rein droit") or after it ("right kidney"). */
  readonly sideFollows: boolean;
  /** Words that say nothing about what a sentence is about. */
  readonly emptyWords: ReadonlySet<string>;
  /** What says that the words after it are not there. */
  readonly negationBefore: RegExp;
  /** What says that the words before it are not there. */
  readonly negationAfter: RegExp;
  /** A negation that denies a change, not the thing ("no change of the haematoma"). */
  readonly deniedChange: RegExp;
  /** Where the reach of a negation ends. */
  readonly negationEnd: RegExp;
  /** After a comma a list goes on with these. */
  readonly listGoesOn: RegExp;
  /** What joins the last of a list of things that are not there. */
  readonly alternative: RegExp;
  /** What says that something is of the past. */
  readonly past: RegExp;
  readonly maleOrgans: RegExp;
  readonly femaleOrgans: RegExp;
  readonly statedMale: RegExp;
  readonly statedFemale: RegExp;
  readonly contrastGiven: RegExp;
  readonly contrastNone: RegExp;
  /** Both a phase without and one with contrast. */
  readonly contrastBoth: RegExp;
  readonly comparative: RegExp;
  readonly months: readonly string[];
  /** Title before a patient's name, with the name behind it (on the text as it is written). */
  readonly titledName: RegExp;
  /** Before a physician's name. */
  readonly physician: RegExp;
  readonly critical: readonly { readonly finding: string; readonly words: RegExp }[];
}
