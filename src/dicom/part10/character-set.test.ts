import { describe, expect, it } from 'vitest';
import { decodeText } from './character-set.ts';

/** Bytes as hexadecimal pairs; what is no pair stands for its ASCII letters. */
function bytes(notation: string): Uint8Array {
  return Uint8Array.from(
    notation
      .split(' ')
      .flatMap(part =>
        /^[0-9a-f]{2}$/.test(part) ? [Number.parseInt(part, 16)] : [...part].map(letter => letter.charCodeAt(0)),
      ),
  );
}

describe('decodeText', () => {
  // Names and bytes are the examples printed in PS3.5 annexes H, I, J and K, the others from the code tables.
  it.each([
    [
      'H.3 example 1',
      ['', 'ISO 2022 IR 87'],
      'Yamada^Tarou= 1b $ B 3b 33 45 44 1b ( B ^ 1b $ B 42 40 4f 3a 1b ( B = 1b $ B 24 64 24 5e 24 40 1b ( B ^ 1b $ B 24 3f 24 6d 24 26 1b ( B',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'H.3 example 2',
      ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
      'd4 cf c0 de ^ c0 db b3 = 1b $ B 3b 33 45 44 1b ( J ^ 1b $ B 42 40 4f 3a 1b ( J',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎',
    ],
    [
      'I.2 Korean',
      ['', 'ISO 2022 IR 149'],
      'Hong^Gildong= 1b $ ) C fb f3 ^ 1b $ ) C d1 ce d4 d7 = 1b $ ) C c8 ab ^ 1b $ ) C b1 e6 b5 bf',
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    ['J.1 UTF-8', ['ISO_IR 192'], 'Wang^XiaoDong= e7 8e 8b ^ e5 b0 8f e6 9d b1', 'Wang^XiaoDong=王^小東'],
    ['J.3 GB18030', ['GB18030'], 'Wang^XiaoDong= cd f5 ^ d0 a1 b6 ab', 'Wang^XiaoDong=王^小东'],
    [
      'K.2 GB 2312',
      ['', 'ISO 2022 IR 58'],
      'Zhang^XiaoDong= 1b $ ) A d5 c5 ^ 1b $ ) A d0 a1 b6 ab',
      'Zhang^XiaoDong=张^小东',
    ],
    ['JIS X 0212', ['', 'ISO 2022 IR 159'], '1b $ ( D 30 21 1b ( B', '丂'],
    ['Latin-1', ['ISO_IR 100'], 'Buc^J e9 r f4 me', 'Buc^Jérôme'],
    ['Latin-2', ['ISO_IR 101'], 'Wa b3 ^ a6', 'Wał^Ś'],
    ['Latin-3', ['ISO_IR 109'], 'a1', 'Ħ'],
    ['Latin-4', ['ISO_IR 110'], 'a2', 'ĸ'],
    ['Cyrillic', ['ISO_IR 144'], 'bb ee da e1 d5 dc d1 e3 e0 d3', 'Люксембург'],
    ['Arabic', ['ISO_IR 127'], 'e2 c8 c7 e6 ea', 'قباني'],
    ['Greek', ['ISO_IR 126'], 'c4 e9 ef ed f5 f3 e9 ef f2', 'Διονυσιος'],
    ['Hebrew', ['ISO_IR 138'], 'f9 f8 e5 ef', 'שרון'],
    ['Latin-5', ['ISO_IR 148'], 'c7 61 76 75 fe 6f f0 6c 75', 'Çavuşoğlu'],
    ['Thai', ['ISO_IR 166'], 'b9 d2 c2', 'นาย'],
    ['JIS X 0201', ['ISO_IR 13'], 'd4 cf c0 de', 'ﾔﾏﾀﾞ'],
    ['two sets by their escapes', ['', 'ISO 2022 IR 100', 'ISO 2022 IR 144'], '1b - L bb ^ 1b - A e9', 'Л^é'],
    ['a misspelt term', ['ISO-IR 100'], 'e9', 'é'],
    ['nothing declared but UTF-8', [], 'c3 a9', 'é'],
    ['nothing declared but Latin-1', [], 'e9 20', 'é '],
    ['a cut-off double byte', ['', 'ISO 2022 IR 149'], '1b $ ) C fb', '\ufffd'],
  ])('%s', (_, characterSets, notation, expected) => {
    expect(decodeText(bytes(notation), characterSets, 'person-names')).toBe(expected);
  });

  // Cyrillic л by escape, then é by the first value or щ where the escape still holds
  it.each([
    ['^', ['person-names']],
    ['=', ['person-names']],
    ['\\', ['person-names', 'values']],
    ['\n', ['person-names', 'values', 'text']],
    ['\t', ['person-names', 'values', 'text']],
    [' ', []],
  ] as const)('%j ends a code extension in %j', (delimiter, kinds) => {
    const encoded = Uint8Array.from([0x1b, 0x2d, 0x4c, 0xdb, delimiter.charCodeAt(0), 0xe9]);
    for (const kind of ['person-names', 'values', 'text'] as const) {
      const isReset = kinds.some(each => each === kind);
      expect(decodeText(encoded, ['ISO 2022 IR 100', 'ISO 2022 IR 144'], kind)).toBe(
        `л${delimiter}${isReset ? 'é' : 'щ'}`,
      );
    }
  });
});
