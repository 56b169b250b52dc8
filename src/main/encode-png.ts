import { PNG } from 'pngjs';
import type { Picture } from '../dicom/presentation/render-frame.ts';

/** A picture as an 8-bit RGB PNG. */
export function encodePng({ rows, columns, rgb }: Picture): Buffer {
  const png = new PNG({ width: columns, height: rows });
  for (let at = 0; at < rows * columns; at++) {
    png.data.set(rgb.subarray(3 * at, 3 * at + 3), 4 * at);
    png.data[4 * at + 3] = 0xff;
  }
  return PNG.sync.write(png, { colorType: 2 });
}
