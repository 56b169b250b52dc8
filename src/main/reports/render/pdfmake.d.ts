/** The part of pdfmake 0.3 that we use; the package carries no declarations. */
declare module 'pdfmake' {
  type FontFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

  interface LaidOutDocument {
    /** The embedded font; it has the typeface's character map. */
    provideFont(
      family: string,
      bold: boolean,
      italics: boolean,
    ): { font: { hasGlyphForCodePoint(codePoint: number): boolean } };
  }

  interface PdfMake {
    setFonts(fonts: FontFiles): void;
    /** Whether a URL may be fetched. */
    setUrlAccessPolicy(allowed: (url: string) => boolean): void;
    /** Whether a local file may be read. */
    setLocalAccessPolicy(allowed: (path: string) => boolean): void;
    createPdf(definition: object): { getBuffer(): Promise<Uint8Array>; getStream(): Promise<LaidOutDocument> };
  }

  const pdfMake: PdfMake;
  export default pdfMake;
}

declare module 'pdfmake/fonts/Roboto.js' {
  const fonts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  export default fonts;
}
