import { Worker } from 'node:worker_threads';
import type { Outcome } from '../../contract/index.ts';
import { workerEntry } from '../worker-entry.ts';
import type { Decoded, EncodedFrame } from './codec.ts';
import { CodestreamError, type CodestreamReason, codestreamFailure } from './codestream-error.ts';
import type { FrameDecoder } from './decode-frame.ts';
import type { DecodeAnswer, DecodeRequest } from './worker-protocol.ts';

export interface DecoderPoolOptions {
  /** Worker threads, started when they are needed. */
  readonly size: number;
  /** A frame that takes longer is refused with `codec-too-slow` and its thread ended. */
  readonly limitMs: number;
}

/** Decodes frames in worker threads: a hostile stream can neither block the caller nor take its memory. */
export interface DecoderPool {
  readonly decode: FrameDecoder;
  /** Ends the threads; frames under way are refused. */
  close(): Promise<void>;
}

interface Task {
  readonly encoded: EncodedFrame;
  readonly settle: (outcome: Outcome<Decoded>) => void;
}

export function openDecoderPool(options: DecoderPoolOptions): DecoderPool {
  const waiting: Task[] = [];
  const members = Array.from({ length: options.size }, () => new Member(options.limitMs, () => serve()));
  const serve = (): void => {
    for (const member of members) {
      if (!member.idle) continue;
      const task = waiting.shift();
      if (task === undefined) return;
      member.take(task);
    }
  };
  return {
    decode: encoded =>
      new Promise(settle => {
        waiting.push({ encoded, settle });
        serve();
      }),
    async close() {
      for (const { settle } of waiting.splice(0)) settle(refused('codec-failed'));
      await Promise.all(members.map(member => member.end('codec-failed')));
    },
  };
}

/** One thread of the pool and the frame it works on. */
class Member {
  private readonly limitMs: number;
  private readonly onIdle: () => void;
  private worker: Worker | null = null;
  private task: Task | null = null;
  private timer: NodeJS.Timeout | null = null;
  private lastId = 0;

  constructor(limitMs: number, onIdle: () => void) {
    this.limitMs = limitMs;
    this.onIdle = onIdle;
  }

  get idle(): boolean {
    return this.task === null;
  }

  take(task: Task): void {
    this.task = task;
    this.worker ??= this.start();
    this.lastId += 1;
    // a view of the whole instance would carry all of it to the thread
    const bytes = new Uint8Array(task.encoded.bytes);
    const request: DecodeRequest = { id: this.lastId, encoded: { ...task.encoded, bytes } };
    this.worker.ref();
    this.worker.postMessage(request, [bytes.buffer]);
    this.timer = setTimeout(() => void this.end('codec-too-slow'), this.limitMs);
  }

  async end(reason: CodestreamReason): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.settle(refused(reason));
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(workerEntry('decode-worker', import.meta.url), { name: 'decoder' });
    worker.on('message', ({ id, outcome }: DecodeAnswer) => {
      if (worker === this.worker && id === this.lastId) this.settle(outcome);
    });
    const lost = (): void => {
      if (worker === this.worker) void this.end('codec-failed');
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    return worker;
  }

  private settle(outcome: Outcome<Decoded>): void {
    const { task } = this;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.task = null;
    // an idle thread keeps nobody from ending
    this.worker?.unref();
    if (task === null) return;
    task.settle(outcome);
    this.onIdle();
  }
}

function refused(reason: CodestreamReason): Outcome<Decoded> {
  return codestreamFailure(new CodestreamError(reason));
}
