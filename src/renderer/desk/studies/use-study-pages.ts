import { useEffect, useRef, useState } from 'react';
import type { CachedStudy, CachedStudyPage, CachedStudyQuery, Failure } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

/** Studies of one request. */
export const pageSize = 50;

/** What is known of the list: its length, and the pages that were on screen. */
export interface StudyPages {
  readonly total: number;
  readonly more: boolean;
  readonly pages: ReadonlyMap<number, readonly CachedStudy[]>;
  /** False before the first answer to this search. */
  readonly isKnown: boolean;
  readonly failure: Failure | null;
}

const unknown: StudyPages = { total: 0, more: false, pages: new Map(), isKnown: false, failure: null };

export function studyAt({ pages }: StudyPages, index: number): CachedStudy | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/**
 * The pages between two rows, read anew whenever `revision` grows. What was shown stays until its new version is here;
 * answers to a former search are dropped.
 */
export function useStudyPages(
  search: Pick<CachedStudyQuery, 'text' | 'order'>,
  rows: { readonly first: number; readonly last: number },
  revision: number,
): StudyPages {
  const api = useApi();
  const key = JSON.stringify([search.text, search.order]);
  const [known, setKnown] = useState<{ key: string; list: StudyPages }>({ key, list: unknown });
  const latest = useRef(0);
  const firstPage = Math.floor(rows.first / pageSize);
  const lastPage = Math.floor(rows.last / pageSize);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read again.
  useEffect(() => {
    latest.current += 1;
    const turn = latest.current;
    const { text, order } = search;
    const take = (page: number, answer: CachedStudyPage) =>
      setKnown(before => {
        const pages = new Map(before.key === key ? before.list.pages : []);
        // Far pages are forgotten; they would be old when they are seen again.
        for (const other of pages.keys()) if (other < firstPage - 2 || other > lastPage + 2) pages.delete(other);
        pages.set(page, answer.studies);
        return { key, list: { total: answer.total, more: answer.more, pages, isKnown: true, failure: null } };
      });
    const read = async () => {
      for (let page = firstPage; page <= lastPage; page += 1) {
        const outcome = await outcomeOf(
          api.studyManager.list({ text, order, offset: page * pageSize, limit: pageSize }),
        );
        if (latest.current !== turn) return;
        if (outcome.ok) take(page, outcome.value);
        else setKnown({ key, list: { ...unknown, isKnown: true, failure: outcome.failure } });
      }
    };
    void read();
  }, [api, key, firstPage, lastPage, revision]);

  return known.key === key ? known.list : { ...unknown, total: known.list.total };
}
