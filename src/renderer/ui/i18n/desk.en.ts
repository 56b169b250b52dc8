import type { deskFr } from './desk.fr.ts';
import type { Translation } from './translation.ts';

export const deskEn: Translation<typeof deskFr> = {
  worklist: {
    title: 'Worklist',
  },
};
