import type { Translation } from './translation.ts';
import type { viewerFr } from './viewer.fr.ts';

export const viewerEn: Translation<typeof viewerFr> = {
  title: 'Images',
};
