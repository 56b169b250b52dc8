import { isDeepStrictEqual } from 'node:util';
import type { Failure, Session } from '../contract/index.ts';

/** The session with a notice more. Damage is found once an instance: what is told already is not told twice. */
export function withNotice(session: Session, notice: Failure): Session {
  return { ...session, notices: [...withoutNotice(session, notice).notices, notice] };
}

/** The session without a notice that the reader has seen. */
export function withoutNotice(session: Session, notice: Failure): Session {
  return { ...session, notices: session.notices.filter(other => !isDeepStrictEqual(other, notice)) };
}
