import { rename, rm, writeFile } from 'node:fs/promises';
import type { Picture } from '../../dicom/presentation/render-frame.ts';
import { encodePng } from '../encode-png.ts';

/** Writes a picture as an 8-bit RGB PNG, whole or not at all. Throws what the file system throws. */
export async function writePng(path: string, picture: Picture): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await writeFile(unfinished, encodePng(picture), { flush: true });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}
