import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { orderFilePrefix, orderFiles } from './orders.ts';
import { recipe } from './phantoms.ts';

const openingSchema = z.object({ recipe: z.number().int(), opened: z.number().int().positive() });

/**
 * When this department was opened first. Dates of studies and times of orders hang on it and never change afterwards, so
 * that a draft still finds its study on the next day; another recipe opens the department anew.
 */
export async function openingOf(folder: string, now: number): Promise<Date> {
  const path = join(folder, 'department.json');
  const known = openingSchema.safeParse(await readJson(path));
  if (known.success && known.data.recipe === recipe) return new Date(known.data.opened);
  // Whole seconds: DICOM times and HL7 times of one event are then equal.
  const opened = Math.floor(now / 1000) * 1000;
  await writeWhole(path, JSON.stringify({ recipe, opened }));
  return new Date(opened);
}

/**
 * Puts the department's orders into its drop folder. A file that is there with the same text is left alone; orders of an
 * earlier recipe go, anything else in the folder stays.
 */
export async function writeOrders(folder: string, opened: Date): Promise<void> {
  const files = orderFiles(opened);
  for (const name of await readdir(folder)) {
    if (name.startsWith(orderFilePrefix) && !files.some(file => file.name === name)) await rm(join(folder, name));
  }
  for (const { name, text } of files) {
    const path = join(folder, name);
    const present = await readFile(path, 'utf8').catch(() => null);
    if (present !== text) await writeWhole(path, text);
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // Not there yet, or not whole: the department is opened anew.
    return null;
  }
}

/** A hidden file beside it, then a rename: readers of the folder see a file whole or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${process.pid}.part`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
