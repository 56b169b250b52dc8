/** A DICOM tag as one number, group in the upper 16 bits: 0x00100020 is (0010,0020) Patient ID. */
export type Tag = number;

/** One element: raw bytes in the byte order of its data set, items for SQ, fragments for encapsulated pixel data. */
export interface DataElement {
  readonly tag: Tag;
  readonly vr: string;
  /** Value field as stored; empty for a sequence or encapsulated pixel data. */
  readonly bytes: Uint8Array;
  readonly items?: readonly DataSet[];
  /** Fragments of encapsulated pixel data; the first is the Basic Offset Table (PS3.5 A.4). */
  readonly fragments?: readonly Uint8Array[];
}

/** A parsed data set: elements by tag, and what is needed to read their values. */
export interface DataSet {
  readonly elements: ReadonlyMap<Tag, DataElement>;
  readonly littleEndian: boolean;
  /** (0008,0005) in force: its own, or inherited from the enclosing data set (PS3.5 7.5.3). */
  readonly characterSets: readonly string[];
}

/** A parsed Part 10 file. */
export interface Part10File {
  readonly transferSyntaxUid: string;
  readonly meta: DataSet;
  readonly dataSet: DataSet;
}
