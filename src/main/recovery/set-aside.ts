import { rename } from 'node:fs/promises';

/** Renames a folder that cannot be read any more, so that a new one is begun; nothing is deleted. `at`: ms since the epoch. */
export async function setAside(folder: string, at: number): Promise<void> {
  const day = new Date(at).toISOString().replaceAll(/[-:]|\..*/g, '');
  try {
    await rename(folder, `${folder}.unreadable-${day}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
