import type { StudyCache } from '../cache/index.ts';
import type { SpaceKeeper } from './space-keeper.ts';

/** The cache for those who store: every instance asks for its room first. */
export function guardedCache(cache: StudyCache, space: Pick<SpaceKeeper, 'admit' | 'settle'>): StudyCache {
  return {
    ...cache,
    async putInstance(bytes, expected, options) {
      const admitted = await space.admit(expected.studyUid, bytes.byteLength);
      if (!admitted.ok) {
        if (!(bytes instanceof Uint8Array)) bytes.drop();
        return admitted;
      }
      // Counted before it is given away: its buffer may change hands.
      const { byteLength } = bytes;
      try {
        return await cache.putInstance(bytes, expected, options);
      } finally {
        space.settle(byteLength);
      }
    },
  };
}
