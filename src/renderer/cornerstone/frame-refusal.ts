import { failureSchema } from '../../contract/index.ts';

/** Why the cache does not give a frame, as the reader is told it; `detail` is the tag or transfer syntax at fault. */
export interface FrameRefusal {
  readonly reason: 'video' | 'unsupported' | 'unreadable' | 'http';
  readonly detail: string;
}

/** Reads the body of a refusing answer: the failure as JSON, or anything else. */
export function frameRefusalOf(body: unknown): FrameRefusal {
  const parsed = failureSchema.safeParse(body);
  if (!parsed.success) return { reason: 'http', detail: '' };
  const { code, params } = parsed.data;
  const { tag = '', reason = '', uid = '' } = params;
  switch (code) {
    case 'transfer-syntax-unsupported':
      return { reason: reason === 'video' ? 'video' : 'unsupported', detail: String(uid) };
    case 'instance-unreadable':
      return { reason: 'unreadable', detail: `${tag} ${String(reason).replaceAll('-', ' ')}`.trim() };
    default:
      return { reason: 'http', detail: '' };
  }
}
