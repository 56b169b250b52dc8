import { rename, rm, writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import type { Picture } from '../../dicom/presentation/render-frame.ts';

/** Writes a picture as an 8-bit RGB PNG, whole or not at all. Throws what the file system throws. */
export async function writePng(path: string, { rows, columns, rgb }: Picture): Promise<void> {
  const png = new PNG({ width: columns, height: rows });
  for (let at = 0; at < rows * columns; at++) {
    png.data.set(rgb.subarray(3 * at, 3 * at + 3), 4 * at);
    png.data[4 * at + 3] = 0xff;
  }
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await writeFile(unfinished, PNG.sync.write(png, { colorType: 2 }), { flush: true });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}
