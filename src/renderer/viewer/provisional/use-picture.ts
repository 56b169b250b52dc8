import { useEffect, useRef, useState } from 'react';

/** A picture that is asked for. */
export interface WantedPicture {
  readonly path: string;
  readonly sopInstanceUid: string;
}

/** A picture that came, and of what. */
export interface Picture {
  readonly sopInstanceUid: string;
  readonly url: string;
}

/**
 * Fetches a picture: one request at a time and always the latest wish next, so that fast scrolling shows what
 * comes instead of giving everything up. What is shown is the last that came, with the name of its image. `refused` where
 * there is none.
 */
export function usePicture(wish: WantedPicture): Picture | 'refused' | null {
  const [shown, setShown] = useState<Picture | 'refused' | null>(null);
  const wanted = useRef(wish);
  wanted.current = wish;
  const isBusy = useRef(false);
  const isClosed = useRef(false);

  const last = useRef<Picture | 'refused' | null>(null);
  const replace = (picture: Picture | 'refused') => {
    drop(last.current);
    last.current = picture;
    setShown(picture);
  };

  useEffect(() => {
    isClosed.current = false;
    return () => {
      isClosed.current = true;
      drop(last.current);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the path names the picture.
  useEffect(() => {
    if (isBusy.current) return;
    isBusy.current = true;
    const follow = async () => {
      let done = '';
      while (wanted.current.path !== done && !isClosed.current) {
        done = wanted.current.path;
        const picture = await fetchPicture(wanted.current);
        if (isClosed.current) drop(picture);
        else replace(picture);
      }
      isBusy.current = false;
    };
    void follow();
  }, [wish.path]);

  return shown;
}

/** Frees the memory of a picture that is shown no more. */
function drop(picture: Picture | 'refused' | null): void {
  if (picture !== null && picture !== 'refused') URL.revokeObjectURL(picture.url);
}

async function fetchPicture({ path, sopInstanceUid }: WantedPicture): Promise<Picture | 'refused'> {
  try {
    const response = await fetch(path);
    return response.ok ? { sopInstanceUid, url: URL.createObjectURL(await response.blob()) } : 'refused';
  } catch {
    return 'refused';
  }
}
